"""Pictures of words: a list, a notice, a plan, a map, a slide and a screenshot."""

import pathlib

import matplotlib
import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = pathlib.Path(matplotlib.get_data_path()) / "fonts/ttf"
SANS, BOLD, MONO = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf"
SERIF, SERIF_BOLD, ITALIC = "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf"


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def sheet(width: int, height: int, colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)


def scanned(image: Image.Image, degrees: float, seed: int, ground=(92, 90, 88)) -> Image.Image:
    """As a flat-bed scanner gives it: a little askew, uneven light, a little noise."""
    random = numpy.random.default_rng(seed)
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    pixels = numpy.asarray(turned.filter(ImageFilter.GaussianBlur(0.5)), float)
    light = numpy.linspace(1.0, 0.93, pixels.shape[1])[None, :, None]
    pixels = pixels * light + random.normal(0, 2.5, pixels.shape[:2])[:, :, None]
    return Image.fromarray(pixels.clip(0, 255).round().astype("uint8"), "RGB")


def shopping_list() -> Image.Image:
    image, draw = sheet(700, 1010, (250, 246, 230))
    for y in range(150, 1000, 62):
        draw.line([(0, y), (700, y)], fill=(198, 214, 230), width=2)
    draw.line([(96, 0), (96, 1010)], fill=(230, 170, 170), width=2)
    draw.text((124, 60), "For Saturday", font=font(ITALIC, 46), fill=(34, 44, 96))
    lines = ["12 eggs, brown ones", "2 kg potatoes", "leeks, 1 lemon", "oatmeal (not instant!)", "butter, sour milk",
             "washing powder", "candles for the cake", "stamps, 2nd class", "bulb for the hall, 40 W", "",
             "and pick up Dad's shoes", "from the cobbler, he shuts", "at one."]
    for number, line in enumerate(lines):
        draw.text((124, 154 + number * 62), line, font=font(ITALIC, 38), fill=(34, 44, 96))
    draw.line([(120, 304), (440, 298)], fill=(34, 44, 96), width=4)
    return scanned(image, 1.1, 4)


def ferry_notice() -> Image.Image:
    image, draw = sheet(820, 1060, (244, 238, 222))
    draw.rectangle((36, 36, 784, 1024), outline=(40, 36, 34), width=5)
    draw.rectangle((48, 48, 772, 1012), outline=(40, 36, 34), width=2)

    def centred(y, text, name, size):
        draw.text((410, y), text, font=font(name, size), fill=(36, 32, 30), anchor="ma")

    centred(86, "PUBLIC NOTICE", SERIF_BOLD, 62)
    centred(176, "River Crossings Board", SERIF, 34)
    draw.line([(200, 238), (620, 238)], fill=(36, 32, 30), width=3)
    lines = ["The ferry at Eel Slip will cease to ply", "at six o'clock in the evening on the day", "that the new bridge is opened.", "",
             "Season tickets will be refunded at the", "toll house until the end of the month.", "",
             "Bicycles, handcarts and livestock are", "NOT admitted to the bridge.", "",
             "The bell and the bench on the slip are to", "be sold by auction. Bids in writing, please."]
    for number, line in enumerate(lines):
        centred(274 + number * 48, line, SERIF, 31)
    centred(886, "By order, H. Quill, Clerk to the Board", ITALIC, 28)
    centred(944, "Penalty for defacing this bill: forty shillings", SERIF, 24)
    return scanned(image, -0.8, 5)


def floor_plan() -> Image.Image:
    """Flat 3 at Harbour Row, as the letting agent drew it."""
    image, draw = sheet(1080, 820, (255, 255, 255))
    wall = (40, 44, 52)
    draw.text((60, 30), "Flat 3, 18 Harbour Row, second floor", font=font(BOLD, 34), fill=wall)
    rooms = [((60, 100, 460, 420), "Living room", "4.6 x 3.7 m", (252, 244, 228)),
             ((460, 100, 760, 340), "Kitchen", "3.4 x 2.7 m", (232, 244, 236)),
             ((760, 100, 1020, 340), "Bathroom", "3.0 x 2.7 m", (226, 240, 250)),
             ((60, 420, 460, 740), "Large bedroom", "4.6 x 3.7 m", (248, 236, 244)),
             ((640, 440, 1020, 740), "Small bedroom", "4.3 x 3.4 m", (248, 236, 244)),
             ((460, 440, 640, 740), "Hall", "2.0 x 3.4 m", (242, 242, 242))]
    draw.rectangle((460, 340, 1020, 440), fill=(242, 242, 242))
    for (left, top, right, bottom), name, size, colour in rooms:
        draw.rectangle((left, top, right, bottom), fill=colour, outline=wall, width=9)
        x, y = (left + right) / 2, (top + bottom) / 2
        draw.text((x, y - 18), name, font=font(BOLD, 25), fill=wall, anchor="mm")
        draw.text((x, y + 20), size, font=font(SANS, 23), fill=wall, anchor="mm")
    draw.rectangle((60, 100, 1020, 740), outline=wall, width=13)
    draw.rectangle((456, 336, 1020, 444), fill=(242, 242, 242), outline=wall, width=9)
    draw.text((830, 391), "Corridor", font=font(BOLD, 25), fill=wall, anchor="mm")
    for x, y in ((500, 340), (860, 340), (500, 440), (680, 440)):
        draw.line([(x, y), (x + 66, y)], fill=(242, 242, 242), width=13)
    for y in (366, 480):
        draw.line([(460, y), (460, y + 50)], fill=(242, 242, 242), width=13)
    for left, right, y in ((160, 340, 100), (540, 680, 100), (840, 940, 100), (160, 340, 740), (760, 900, 740)):
        draw.rectangle((left, y - 6, right, y + 6), fill=(255, 255, 255), outline=wall, width=2)
    draw.line([(520, 740), (590, 740)], fill=(242, 242, 242), width=15)
    draw.text((555, 766), "Entrance", font=font(SANS, 23), fill=wall, anchor="ma")
    draw.text((60, 766), "Rent 780 a month, no lift", font=font(SANS, 23), fill=wall)
    return image


def street_map() -> Image.Image:
    """The parish of 1854 with bars for the dead, drawn for the lesson."""
    random = numpy.random.default_rng(1854)
    image, draw = sheet(1060, 860, (238, 228, 204))
    streets = [("BROAD STREET", (-20, 470, 1080, 330), 46), ("POLAND STREET", (250, -20, 420, 880), 34),
               ("BERWICK STREET", (690, -20, 800, 880), 34), ("MARLBOROUGH ROW", (-20, 200, 1080, 90), 30),
               ("SILVER STREET", (-20, 730, 1080, 610), 30)]
    for _, line, width in streets:
        draw.line(line, fill=(190, 176, 146), width=width + 5)
    for _, line, width in streets:
        draw.line(line, fill=(252, 248, 236), width=width)
    for name, (x0, y0, x1, y1), width in streets:
        label = Image.new("RGBA", (420, 60), (0, 0, 0, 0))
        ImageDraw.Draw(label).text((210, 30), name, font=font(SERIF_BOLD, 23), fill=(70, 58, 44, 255), anchor="mm")
        level = abs(x1 - x0) > abs(y1 - y0)
        share = 0.82 if level else 0.37
        angle = -numpy.degrees(numpy.arctan2(y1 - y0, x1 - x0))
        turned = label.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
        image.paste(turned, (round(x - turned.width / 2), round(y - turned.height / 2)), turned)
    pump = (545, 398)
    for _ in range(260):
        x, y = pump[0] + random.normal(0, 160), pump[1] + random.normal(0, 110)
        near = min(abs((y1 - y0) * x - (x1 - x0) * y + x1 * y0 - y1 * x0) / numpy.hypot(x1 - x0, y1 - y0) - width / 2
                   for _, (x0, y0, x1, y1), width in streets)
        if 5 < near < 26:
            draw.rectangle((x - 9, y - 2, x + 9, y + 2), fill=(120, 26, 26))
    draw.ellipse((pump[0] - 17, pump[1] - 17, pump[0] + 17, pump[1] + 17), fill=(30, 88, 140), outline=(255, 255, 255), width=4)
    draw.rectangle((20, 760, 440, 840), fill=(252, 248, 236), outline=(70, 58, 44), width=3)
    draw.ellipse((40, 774, 62, 796), fill=(30, 88, 140))
    draw.text((76, 785), "water pump", font=font(SERIF, 23), fill=(60, 50, 40), anchor="lm")
    draw.rectangle((40, 812, 62, 818), fill=(120, 26, 26))
    draw.text((76, 815), "one person who died", font=font(SERIF, 23), fill=(60, 50, 40), anchor="lm")
    return image


def slide() -> Image.Image:
    image, draw = sheet(1120, 630, (250, 250, 252))
    draw.rectangle((0, 0, 1120, 104), fill=(38, 70, 110))
    draw.text((48, 52), "How captions and photographs learn to meet", font=font(BOLD, 36), fill=(255, 255, 255), anchor="lm")
    lines = ["Two towers: one reads words, one sees pixels",
             "A batch of 256 pairs: pull each pair together,",
             "push the other 65,280 combinations apart",
             "Temperature: how sharp the contest is",
             "Four hundred million pairs, two weeks",
             "Nobody labelled anything by hand"]
    for number, line in enumerate(lines):
        y = 160 + number * 58
        if number != 2:
            draw.ellipse((54, y - 7, 68, y + 7), fill=(206, 96, 44))
        draw.text((92, y), line, font=font(SANS, 27), fill=(40, 44, 52), anchor="lm")
    for row in range(5):
        for column in range(5):
            shade = (206, 96, 44) if row == column else (216, 224, 234)
            draw.rectangle((830 + column * 48, 300 + row * 48, 872 + column * 48, 342 + row * 48), fill=shade)
    draw.text((48, 594), "Yusuf, reading group, 18 April", font=font(SANS, 22), fill=(110, 116, 126), anchor="lm")
    draw.text((1072, 594), "7", font=font(SANS, 22), fill=(110, 116, 126), anchor="rm")
    return image


def chat() -> Image.Image:
    """A telephone's screen: who fetches whom from the station."""
    image, draw = sheet(640, 1080, (236, 240, 244))
    draw.rectangle((0, 0, 640, 110), fill=(32, 110, 100))
    draw.ellipse((28, 28, 84, 84), fill=(240, 214, 150))
    draw.text((108, 56), "Marta (depot)", font=font(BOLD, 30), fill=(255, 255, 255), anchor="lm")
    messages = [(0, ["My train is stuck behind a", "fallen tree at Aldermoor"]), (1, ["Oh no. Are you warm?"]),
                (0, ["Warm, but they have sold", "the last sandwich"]), (1, ["Shall I fetch you", "with the van?"]),
                (0, ["Would you? Conductor says", "three hours at least"]), (1, ["On my way. Level crossing,", "not the platform. Wave", "something red"]),
                (0, ["I only have a red onion"]), (1, ["Wave the onion"])]
    y = 140
    for mine, lines in messages:
        height = 38 * len(lines) + 32
        left, right = (190, 616) if mine else (24, 470)
        draw.rounded_rectangle((left, y, right, y + height), 22, fill=(206, 240, 214) if mine else (255, 255, 255))
        for number, line in enumerate(lines):
            draw.text((left + 22, y + 16 + number * 38), line, font=font(SANS, 26), fill=(30, 36, 42))
        y += height + 16
    return image
