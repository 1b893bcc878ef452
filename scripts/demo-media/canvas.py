"""A picture that is painted with smooth shapes, and the colours that fill them."""

import numpy
from PIL import Image, ImageDraw, ImageFilter

FINER = 3  # shapes are drawn so many times larger and then reduced, which smooths their edges


class Canvas:
    """Float RGB from 0 to 255. Coordinates are in units of a picture 1000 wide, whatever its size in pixels."""

    def __init__(self, width: int, height: int, top, bottom=None):
        self.width, self.height, self.scale = width, height, width / 1000
        self.tall = height / self.scale
        self.rgb = numpy.zeros((height, width, 3))
        self.rgb[:] = self.down(top, top if bottom is None else bottom)

    def down(self, top, bottom, start=0.0, end=None):
        """A gradient from `top` at the height `start` to `bottom` at `end`."""
        rows = (numpy.arange(self.height) / self.scale - start) / ((self.tall if end is None else end) - start)
        return self._mixed(top, bottom, numpy.broadcast_to(rows[:, None], (self.height, self.width)))

    def across(self, left, right, start=0.0, end=1000.0):
        columns = (numpy.arange(self.width) / self.scale - start) / (end - start)
        return self._mixed(left, right, numpy.broadcast_to(columns[None, :], (self.height, self.width)))

    def around(self, middle, rim, x, y, radius):
        """A gradient from the point (x, y) outwards."""
        return self._mixed(middle, rim, self.distance(x, y) / radius)

    def distance(self, x, y):
        rows, columns = numpy.mgrid[0 : self.height, 0 : self.width] / self.scale
        return numpy.hypot(columns - x, rows - y)

    @staticmethod
    def _mixed(first, second, share):
        share = numpy.clip(share, 0, 1)[:, :, None]
        return numpy.asarray(first, float) * (1 - share) + numpy.asarray(second, float) * share

    def mask(self, draw, blur=0.0):
        """How much of each pixel `draw(pen)` covers, from 0 to 1."""
        image = Image.new("L", (self.width * FINER, self.height * FINER))
        draw(Pen(ImageDraw.Draw(image), self.scale * FINER))
        image = image.reduce(FINER)
        if blur:
            image = image.filter(ImageFilter.GaussianBlur(blur * self.scale))
        return numpy.asarray(image, float) / 255

    def lay(self, cover, colour):
        cover = cover[:, :, None]
        self.rgb = self.rgb * (1 - cover) + numpy.asarray(colour, float) * cover

    def shape(self, draw, colour, blur=0.0, opacity=1.0):
        self.lay(self.mask(draw, blur) * opacity, colour)

    def polygon(self, points, colour, **more):
        self.shape(lambda pen: pen.polygon(points), colour, **more)

    def blob(self, points, colour, **more):
        self.polygon(smooth(points, closed=True), colour, **more)

    def ellipse(self, x, y, rx, ry, colour, **more):
        self.shape(lambda pen: pen.ellipse(x, y, rx, ry), colour, **more)

    def line(self, points, width, colour, **more):
        self.shape(lambda pen: pen.line(points, width), colour, **more)

    def curve(self, points, width, colour, **more):
        self.line(smooth(points), width, colour, **more)

    def glow(self, x, y, radius, colour, strength=1.0):
        """Light that is added to what is there."""
        reach = 3.5 * radius * self.scale
        top, bottom = (numpy.clip(round(y * self.scale + side), 0, self.height) for side in (-reach, reach + 1))
        left, right = (numpy.clip(round(x * self.scale + side), 0, self.width) for side in (-reach, reach + 1))
        rows, columns = numpy.mgrid[top:bottom, left:right] / self.scale
        light = numpy.exp(-((columns - x) ** 2 + (rows - y) ** 2) / radius**2) * strength
        self.rgb[top:bottom, left:right] += light[:, :, None] * numpy.asarray(colour, float)

    def grain(self, random, strength, blur=0.0):
        """The unevenness of paper or film."""
        noise = random.normal(0, 1, (self.height, self.width))
        if blur:
            picture = Image.fromarray((noise * 32 + 128).clip(0, 255).astype("uint8"))
            noise = (numpy.asarray(picture.filter(ImageFilter.GaussianBlur(blur)), float) - 128) / 32
        self.rgb += (noise * strength)[:, :, None]

    def image(self) -> Image.Image:
        return Image.fromarray(self.rgb.clip(0, 255).round().astype("uint8"), "RGB")


class Pen:
    """Draws white in a mask, in the canvas's units."""

    def __init__(self, draw, scale):
        self.draw, self.scale = draw, scale

    def _scaled(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def polygon(self, points):
        self.draw.polygon(self._scaled(points), fill=255)

    def ellipse(self, x, y, rx, ry):
        corners = [(x - rx, y - ry), (x + rx, y + ry)]
        self.draw.ellipse(sum(self._scaled(corners), ()), fill=255)

    def line(self, points, width):
        points, width = self._scaled(points), width * self.scale
        self.draw.line(points, fill=255, width=max(1, round(width)), joint="curve")
        for x, y in (points[0], points[-1]):
            self.draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)


def smooth(points, closed=False, steps=14):
    """A Catmull-Rom curve through the points."""
    points = numpy.asarray(points, float)
    if closed:
        padded = numpy.concatenate([points[-1:], points, points[:2]])
    else:
        padded = numpy.concatenate([points[:1], points, points[-1:]])
    curve = []
    for before, here, there, after in zip(padded, padded[1:], padded[2:], padded[3:]):
        for t in numpy.arange(steps) / steps:
            curve.append(
                0.5 * (2 * here + (there - before) * t + (2 * before - 5 * here + 4 * there - after) * t**2
                       + (3 * here - before - 3 * there + after) * t**3))
    if not closed:
        curve.append(points[-1])
    return [tuple(point) for point in curve]


def mirrored(points, axis):
    return [(2 * axis - x, y) for x, y in reversed(points)]


def ridge(random, height, roughness, octaves=7, start=-20.0, end=1020.0):
    """The line of a mountain range from left to right, around the given height."""
    x = numpy.linspace(start, end, 420)
    y = numpy.full_like(x, float(height))
    for octave in range(octaves):
        knots = 3 * 2**octave + 2
        heights = random.normal(0, roughness / 1.9**octave, knots)
        y += numpy.interp(x, numpy.linspace(start, end, knots), heights)
    return list(zip(x, y))
