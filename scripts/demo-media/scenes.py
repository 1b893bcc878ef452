"""Places and things, painted: the lighthouse, the mountains, the sea, the sky, the ground."""

import numpy

from canvas import Canvas, ridge

SIZE = (1024, 683)


def sky_of(hour: str):
    """Top and bottom of the sky, and the sea's far and near water."""
    return {
        "dawn": ((94, 112, 158), (250, 198, 160), (196, 152, 140), (58, 76, 104)),
        "day": ((72, 140, 204), (204, 228, 240), (98, 160, 190), (26, 88, 130)),
        "storm": ((62, 70, 80), (136, 144, 150), (96, 108, 116), (40, 54, 64)),
        "night": ((6, 10, 30), (30, 44, 84), (24, 38, 70), (6, 12, 30)),
    }[hour]


def water(canvas: Canvas, random, horizon, far, near, light, phase=0.0, swell=1.0):
    """The sea from the horizon down, with short waves that grow nearer."""
    tall = canvas.tall
    canvas.polygon([(0, horizon), (1000, horizon), (1000, tall), (0, tall)], canvas.down(far, near, horizon, tall))
    for row in numpy.linspace(0.02, 1, 26) ** 1.5:
        y = horizon + (tall - horizon) * row
        waves = [(random.uniform(-60, 1040), random.uniform(0, 6.28)) for _ in range(9)]

        def crests(pen, y=y, row=row, waves=waves):
            for x, turn in waves:
                length = 16 + 84 * row
                height = (1 + 7 * row) * swell
                x = (x + phase * (6 + 40 * row) + 60) % 1120 - 60
                rise = 4 * numpy.sin(turn + phase) * row * swell
                pen.line([(x, y + rise), (x + length / 2, y - height + rise), (x + length, y + rise)], 1 + 2.4 * row)

        canvas.shape(crests, light, opacity=0.22 + 0.2 * row, blur=0.6)


def stars(canvas: Canvas, random, count, lowest):
    for _ in range(count):
        x, y, brightness = random.uniform(0, 1000), random.uniform(0, lowest), random.uniform(0.15, 1) ** 2
        canvas.glow(x, y, 1.2 + 1.5 * brightness, (235, 240, 255), 0.25 + 0.75 * brightness)


def clouds(canvas: Canvas, random, colour, count, lowest, opacity=0.7):
    for _ in range(count):
        x, y, size = random.uniform(0, 1000), random.uniform(60, lowest), random.uniform(40, 90)
        parts = [(x + random.normal(0, size), y + random.normal(0, size / 6), random.uniform(0.4, 1)) for _ in range(9)]

        def puffs(pen, size=size, parts=parts):
            for px, py, share in parts:
                pen.ellipse(px, py, size * share, size * share * 0.4)

        canvas.shape(puffs, colour, blur=9, opacity=opacity)


def rock(canvas: Canvas, x, y, hour):
    dark = {"dawn": 0.8, "day": 1.0, "storm": 0.65, "night": 0.22}[hour]
    top, bottom = numpy.array((126, 112, 100)) * dark, numpy.array((58, 52, 54)) * dark
    outline = [(-250, 110), (-215, 66), (-170, 58), (-128, 22), (-80, 14), (-42, -2), (40, -4), (86, 16), (130, 24),
               (164, 54), (224, 70), (262, 110)]
    canvas.polygon([(x + dx, y + dy) for dx, dy in outline], canvas.down(top, bottom, y, y + 110))
    for dx, dy, width in ((-150, 60, 60), (-60, 40, 90), (70, 50, 70), (150, 78, 80), (-20, 84, 120)):
        canvas.polygon([(x + dx, y + dy), (x + dx + width, y + dy + 8), (x + dx + width * 0.6, y + dy + 24)],
                       bottom, opacity=0.5, blur=1)


def tower(canvas: Canvas, x, foot, hour, scale=1.0):
    """A white tower with two red bands, a gallery, a lantern and a dome."""
    dark = {"dawn": 0.86, "day": 1.0, "storm": 0.7, "night": 0.3}[hour]
    left, right, height = 40 * scale, 26 * scale, 330 * scale

    def shade(colour):
        return canvas.across(numpy.array(colour) * dark, numpy.array(colour) * dark * 0.62, x - left, x + left)

    def band(low, high, colour):
        wide = [left + (right - left) * share for share in (low, high)]
        canvas.polygon([(x - wide[0], foot - height * low), (x + wide[0], foot - height * low),
                        (x + wide[1], foot - height * high), (x - wide[1], foot - height * high)], shade(colour))

    band(0, 1, (246, 242, 232))
    band(0.24, 0.42, (200, 58, 48))
    band(0.62, 0.8, (200, 58, 48))
    for share in (0.14, 0.52, 0.9):
        lit = (255, 214, 120) if hour == "night" else numpy.array((58, 66, 80)) * dark
        y = foot - height * share
        canvas.polygon([(x - 5, y), (x + 5, y), (x + 5, y - 16 * scale), (x - 5, y - 16 * scale)], lit)
    top = foot - height
    canvas.polygon([(x - 42 * scale, top + 4), (x + 42 * scale, top + 4), (x + 38 * scale, top - 8),
                    (x - 38 * scale, top - 8)], shade((70, 72, 80)))
    glass = (255, 240, 180) if hour in ("night", "storm", "dawn") else (176, 212, 224)
    canvas.polygon([(x - 18 * scale, top - 8), (x + 18 * scale, top - 8), (x + 18 * scale, top - 50 * scale),
                    (x - 18 * scale, top - 50 * scale)], glass)
    for dx in (-18, -6, 6, 18):
        canvas.line([(x + dx * scale, top - 8), (x + dx * scale, top - 50 * scale)], 2, shade((60, 62, 70)))
    canvas.blob([(x - 24 * scale, top - 48 * scale), (x - 14 * scale, top - 68 * scale), (x, top - 76 * scale),
                 (x + 14 * scale, top - 68 * scale), (x + 24 * scale, top - 48 * scale)], shade((168, 48, 42)))
    canvas.line([(x, top - 74 * scale), (x, top - 96 * scale)], 3, shade((60, 62, 70)))
    return top - 30 * scale


def cottage(canvas: Canvas, x, foot, hour):
    dark = {"dawn": 0.84, "day": 1.0, "storm": 0.66, "night": 0.26}[hour]
    canvas.polygon([(x, foot), (x + 92, foot), (x + 92, foot - 46), (x, foot - 46)],
                   canvas.across(numpy.array((240, 234, 222)) * dark, numpy.array((190, 184, 176)) * dark, x, x + 92))
    canvas.polygon([(x - 8, foot - 44), (x + 100, foot - 44), (x + 78, foot - 78), (x + 14, foot - 78)],
                   numpy.array((84, 86, 98)) * dark)
    canvas.polygon([(x + 60, foot - 76), (x + 72, foot - 76), (x + 72, foot - 96), (x + 60, foot - 96)],
                   numpy.array((120, 84, 74)) * dark)
    lit = (255, 206, 110) if hour == "night" else numpy.array((70, 86, 104)) * dark
    for dx in (14, 66):
        canvas.polygon([(x + dx, foot - 16), (x + dx + 14, foot - 16), (x + dx + 14, foot - 34), (x + dx, foot - 34)], lit)
    canvas.polygon([(x + 38, foot), (x + 54, foot), (x + 54, foot - 34), (x + 38, foot - 34)],
                   numpy.array((70, 104, 96)) * dark)


def beam(canvas: Canvas, x, y, turn):
    """Two cones of light, as the lens turns; `turn` is in radians."""
    for side in (1, -1):
        reach = 900 * numpy.cos(turn) * side
        spread = 40 + 60 * abs(numpy.cos(turn))
        cover = canvas.mask(lambda pen: pen.polygon([(x, y - 4), (x + reach, y - 40 - spread), (x + reach, y - 40 + spread),
                                                     (x, y + 4)]), blur=7)
        away = canvas.distance(x, y)
        fade = numpy.exp(-away / 420) * numpy.clip(1.15 - away / max(abs(reach), 1), 0, 1)
        canvas.rgb += (cover * fade)[:, :, None] * numpy.array((250, 232, 170))
    canvas.glow(x, y, 34 + 50 * numpy.sin(turn) ** 8, (255, 236, 170), 0.9)


def lighthouse(hour: str, size=SIZE, seed=7, phase=0.0, turn=0.35) -> Canvas:
    """The light of Skerrivane, always from the same place."""
    random = numpy.random.default_rng(seed)
    top, bottom, far, near = sky_of(hour)
    canvas = Canvas(*size, top, bottom)
    horizon, x, foot = canvas.tall * 0.66, 430, canvas.tall * 0.72
    canvas.rgb[:] = canvas.down(top, bottom, 0, horizon)
    if hour == "night":
        stars(canvas, random, 170, horizon)
        canvas.glow(800, 250, 70, (90, 100, 140), 0.4)
        canvas.ellipse(800, 250, 30, 30, (240, 240, 224))
        canvas.ellipse(814, 243, 27, 27, canvas.down(top, bottom, 0, horizon), opacity=0.97)
    elif hour == "day":
        canvas.glow(800, 120, 130, (150, 90, 40), 0.6)
        canvas.ellipse(800, 120, 34, 34, (255, 250, 224))
        clouds(canvas, random, (255, 255, 255), 6, horizon * 0.7)
    elif hour == "dawn":
        canvas.glow(780, horizon, 260, (255, 150, 70), 0.4)
        canvas.ellipse(780, horizon - 4, 40, 40, (255, 252, 226))
        clouds(canvas, random, (236, 170, 160), 5, horizon * 0.75, 0.45)
    else:
        clouds(canvas, random, (48, 54, 64), 14, horizon * 0.8, 0.55)
    light = {"dawn": (255, 214, 180), "day": (232, 246, 250), "storm": (206, 214, 218), "night": (110, 130, 180)}[hour]
    water(canvas, random, horizon, far, near, light, phase, 2.2 if hour == "storm" else 1.0)
    lamp = foot - 360
    if hour in ("night", "storm"):
        beam(canvas, x, lamp, turn)
    rock(canvas, x + 20, foot - 4, hour)
    cottage(canvas, x + 62, foot + 14, hour)
    tower(canvas, x, foot + 2, hour)
    if hour == "night":
        canvas.glow(x, lamp, 26, (255, 236, 170), 0.8)
    if hour == "storm":
        rain(canvas, random, phase)
    return canvas


def rain(canvas: Canvas, random, phase):
    drops = [(random.uniform(-100, 1100), random.uniform(0, canvas.tall)) for _ in range(220)]

    def streaks(pen):
        for x, y in drops:
            y = (y + phase * 260) % canvas.tall
            pen.line([(x - y * 0.15, y), (x - y * 0.15 - 6, y + 34)], 1.4)

    canvas.shape(streaks, (196, 206, 214), opacity=0.45)


def relief_boat(size, phase) -> Canvas:
    """The boat that brings flour and letters, near, on a bright sea."""
    random = numpy.random.default_rng(11)
    canvas = Canvas(*size, (120, 184, 226), (222, 238, 244))
    horizon = canvas.tall * 0.42
    clouds(canvas, random, (255, 255, 255), 5, horizon * 0.8)
    hills = ridge(random, horizon - 12, 9)
    canvas.polygon(hills + [(1020, horizon + 4), (-20, horizon + 4)], (128, 152, 158))
    water(canvas, random, horizon, (120, 184, 200), (20, 96, 124), (236, 250, 250), phase, 1.3)
    x, y = 250 + phase * 34, canvas.tall * 0.68 + 6 * numpy.sin(phase * 1.7)
    canvas.blob([(x - 210, y - 42), (x - 190, y + 26), (x - 120, y + 44), (x + 120, y + 42), (x + 186, y - 6),
                 (x + 214, y - 60), (x + 120, y - 34), (x - 60, y - 30)], canvas.down((36, 90, 60), (18, 48, 38), y - 50, y + 44))
    canvas.polygon([(x - 130, y - 32), (x - 10, y - 32), (x - 20, y - 108), (x - 124, y - 108)], (246, 240, 226))
    canvas.polygon([(x - 138, y - 106), (x - 4, y - 106), (x - 12, y - 122), (x - 132, y - 122)], (206, 92, 44))
    for dx in (-112, -66):
        canvas.polygon([(x + dx, y - 62), (x + dx + 32, y - 62), (x + dx + 32, y - 94), (x + dx, y - 94)], (72, 108, 132))
    for dx, dy, colour in ((30, 0, (214, 178, 120)), (66, 0, (190, 150, 96)), (46, -30, (226, 196, 142))):
        canvas.polygon([(x + dx, y - 30 + dy), (x + dx + 34, y - 30 + dy), (x + dx + 34, y - 58 + dy), (x + dx, y - 58 + dy)],
                       colour)
    canvas.shape(lambda pen: pen.line([(x - 230, y + 40), (x, y + 50), (x + 220, y + 30)], 7), (240, 250, 250),
                 blur=3, opacity=0.8)
    return canvas


def mountains() -> Canvas:
    """Range behind range in the evening, with a hut whose window is lit."""
    random = numpy.random.default_rng(21)
    canvas = Canvas(*SIZE, (70, 82, 140), (255, 186, 120))
    canvas.rgb[:] = canvas.down((66, 78, 142), (255, 190, 124), 0, 430)
    canvas.glow(620, 320, 240, (255, 140, 60), 0.4)
    clouds(canvas, random, (244, 150, 130), 5, 190, 0.5)
    canvas.ellipse(620, 300, 36, 36, (255, 252, 220))
    layers = ((350, 46, (176, 128, 150)), (420, 52, (126, 96, 134)), (490, 44, (82, 68, 106)), (560, 34, (48, 44, 74)),
              (622, 20, (24, 24, 44)))
    for height, roughness, colour in layers:
        line = ridge(random, height, roughness)
        haze = canvas.down(colour, numpy.minimum(numpy.array(colour) * 1.28 + 16, 255), height - 50, height + 150)
        canvas.polygon(line + [(1020, canvas.tall + 5), (-20, canvas.tall + 5)], haze)
    x, y = 214, 604
    canvas.polygon([(x, y), (x + 70, y), (x + 70, y - 34), (x, y - 34)], (34, 28, 40))
    canvas.polygon([(x - 10, y - 32), (x + 80, y - 32), (x + 35, y - 66)], (20, 18, 30))
    canvas.glow(x + 44, y - 18, 22, (255, 190, 90), 0.7)
    canvas.polygon([(x + 36, y - 10), (x + 52, y - 10), (x + 52, y - 26), (x + 36, y - 26)], (255, 214, 120))
    return canvas


def evening_sea() -> Canvas:
    random = numpy.random.default_rng(33)
    canvas = Canvas(*SIZE, (52, 58, 118), (255, 170, 96))
    horizon = 380
    canvas.rgb[:] = canvas.down((48, 56, 120), (255, 176, 100), 0, horizon)
    clouds(canvas, random, (226, 120, 120), 8, 260, 0.5)
    canvas.glow(500, horizon, 250, (255, 140, 50), 0.4)
    canvas.ellipse(500, horizon - 18, 52, 52, (255, 252, 214))
    water(canvas, random, horizon, (214, 128, 104), (34, 36, 74), (255, 206, 150))
    for row in range(34):
        y = horizon + 4 + row * 9
        half = 30 + row * 2.4 + random.uniform(-14, 22)
        middle = 500 + random.normal(0, 6)
        canvas.line([(middle - half, y), (middle + half, y)], 3.4, (255, 222, 150), opacity=0.6 * (1 - row / 40), blur=1)
    sand = ridge(random, 642, 5, octaves=3)
    canvas.polygon(sand + [(1020, canvas.tall + 5), (-20, canvas.tall + 5)], canvas.down((84, 62, 66), (40, 30, 40), 630, 680))
    return canvas


def galaxy() -> Canvas:
    """NGC 891 edge-on, with the new star between two marks."""
    random = numpy.random.default_rng(891)
    canvas = Canvas(1024, 768, (8, 9, 16), (11, 11, 18))
    rows, columns = numpy.mgrid[0 : canvas.height, 0 : canvas.width] / canvas.scale
    angle = numpy.radians(-23)
    along = (columns - 500) * numpy.cos(angle) + (rows - 375) * numpy.sin(angle)
    off = -(columns - 500) * numpy.sin(angle) + (rows - 375) * numpy.cos(angle)
    disc = numpy.exp(-numpy.abs(along) / 130 - numpy.abs(off) / 13) * 190
    bulge = numpy.exp(-((along / 62) ** 2) - ((off / 40) ** 2)) * 150
    ripple = 3 * numpy.sin(along / 23) + 2 * numpy.sin(along / 9 + 1)
    lane = numpy.exp(-(((off - ripple * 0.6) / 5.5) ** 2)) * numpy.exp(-((along / 300) ** 2))
    light = (disc + bulge) * (1 - 0.86 * lane)
    canvas.rgb += light[:, :, None] * numpy.array((1.0, 0.9, 0.74))
    for _ in range(230):
        x, y, size = random.uniform(0, 1000), random.uniform(0, 750), random.uniform(0.1, 1) ** 4
        tint = [(255, 232, 210), (220, 232, 255), (255, 250, 240)][random.integers(3)]
        canvas.glow(x, y, 1.3 + 3.4 * size, tint, 0.3 + 0.8 * size)
    x, y = 548, 340
    canvas.glow(x, y, 4.6, (230, 240, 255), 1.3)
    canvas.line([(x + 16, y), (x + 44, y)], 2.5, (120, 220, 150))
    canvas.line([(x, y - 16), (x, y - 44)], 2.5, (120, 220, 150))
    canvas.grain(random, 2.2)
    return canvas


def thawing_ground() -> Canvas:
    """A cut through the tundra: moss, the layer that thaws, the frozen ground and its wedges of ice."""
    random = numpy.random.default_rng(45)
    canvas = Canvas(1024, 640, (176, 206, 222), (232, 238, 232))
    surface = [(0, 210), (150, 204), (300, 212), (420, 224), (500, 246), (580, 226), (720, 208), (860, 214), (1000, 204)]
    line = [(-10, 208)] + surface + [(1010, 204)]
    for x, lean, height in ((90, 4, 110), (200, 22, 96), (350, 46, 120), (640, -40, 112), (760, -12, 90), (900, 3, 124)):
        for step in range(6):
            y, half = 210 - height * (0.16 + step * 0.14), height * (0.24 - step * 0.035)
            shift = lean * (0.16 + step * 0.14)
            canvas.polygon([(x + shift - half, y + 10), (x + shift + half, y + 10), (x + shift + lean * 0.2, y - height * 0.2)],
                           canvas.across((44, 88, 66), (26, 60, 48), x - 30, x + 30))
        canvas.line([(x, 214), (x + lean * 0.2, 214 - height * 0.2)], 5, (84, 62, 48))
    canvas.polygon(smooth_down(line, 660), canvas.down((112, 84, 58), (74, 56, 44), 200, 330))
    frozen = [(x, y + 118 + 10 * numpy.sin(x / 70)) for x, y in line]
    canvas.polygon(smooth_down(frozen, 660), canvas.down((150, 158, 164), (88, 96, 108), 320, 640))
    for x, top, width, depth in ((170, 326, 46, 200), (500, 356, 76, 236), (810, 326, 54, 210)):
        canvas.blob([(x - width, top), (x, top - 8), (x + width, top), (x + width * 0.5, top + depth * 0.45), (x + 4, top + depth),
                     (x - 4, top + depth), (x - width * 0.5, top + depth * 0.45)],
                    canvas.across((222, 240, 250), (166, 206, 230), x - width, x + width))
    for _ in range(120):
        x, y = random.uniform(0, 1000), random.uniform(250, 630)
        canvas.ellipse(x, y, random.uniform(2, 6), random.uniform(1.5, 4), (60, 50, 46), opacity=0.3)
    canvas.shape(lambda pen: pen.line(line, 15), (104, 136, 64))
    canvas.blob([(436, 240), (500, 232), (566, 240), (540, 258), (500, 262), (460, 256)], (52, 92, 120))
    return canvas


def smooth_down(line, bottom):
    return list(line) + [(line[-1][0], bottom), (line[0][0], bottom)]
