"""A cello, a hen, a cat and a bowl."""

import numpy

from canvas import Canvas, mirrored, smooth


def cello() -> Canvas:
    """The luthier's drawing: a cello from the front, cracked from the f-hole to the edge."""
    random = numpy.random.default_rng(14)
    canvas = Canvas(768, 1080, (240, 232, 214))
    axis = 500
    half = [(500, 520), (420, 526), (352, 566), (326, 640), (352, 710), (392, 752), (404, 800), (388, 852), (330, 900),
            (286, 980), (280, 1080), (318, 1180), (400, 1236), (500, 1250)]
    outline = smooth(half + mirrored(half, axis)[1:-1], closed=True)
    canvas.polygon([(x + 16, y + 18) for x, y in outline], (120, 100, 80), blur=14, opacity=0.5)
    canvas.polygon(outline, (88, 40, 18))
    inner = [(axis + (x - axis) * 0.965, 890 + (y - 890) * 0.98) for x, y in outline]
    canvas.polygon(inner, canvas.around((216, 128, 54), (138, 62, 24), 470, 930, 420))
    grain = [(x, random.uniform(-6, 6)) for x in range(290, 712, 13)]
    inside = canvas.mask(lambda pen: pen.polygon(inner))

    def fibres(pen):
        for x, bend in grain:
            pen.line(smooth([(x, 520), (x + bend, 900), (x, 1250)]), 1.6)

    canvas.lay(canvas.mask(fibres) * inside * 0.25, (90, 40, 16))
    for side in (1, -1):
        hole = [(500 - side * x, y) for x, y in ((74, 800), (96, 806), (92, 842), (104, 900), (118, 946), (112, 978), (92, 980))]
        canvas.curve(hole, 12, (40, 20, 12))
        for x, y in (hole[0], hole[-1]):
            canvas.ellipse(x, y + (6 if y < 900 else -6), 11, 11, (40, 20, 12))
    neck(canvas, axis)
    canvas.polygon([(466, 1010), (534, 1010), (520, 1190), (480, 1190)], (30, 24, 24))
    canvas.polygon([(420, 910), (580, 910), (562, 888), (438, 888)], (226, 186, 120))
    for share in (-1.5, -0.5, 0.5, 1.5):
        canvas.line([(axis + share * 12, 180), (axis + share * 26, 890), (axis + share * 15, 1020)], 2.6, (236, 232, 226))
    canvas.line([(500, 1250), (500, 1372)], 9, (60, 58, 60))
    crack = [(612, 976), (622, 1000), (616, 1022), (632, 1050), (628, 1078), (650, 1108), (648, 1140), (668, 1172)]
    canvas.line(crack, 8, (250, 214, 150))
    canvas.line(crack, 4, (24, 10, 6))
    return canvas


def neck(canvas: Canvas, axis):
    canvas.polygon([(axis - 26, 190), (axis + 26, 190), (axis + 46, 800), (axis - 46, 800)],
                   canvas.across((70, 60, 58), (24, 20, 20), axis - 46, axis + 46))
    canvas.polygon([(axis - 30, 60), (axis + 30, 60), (axis + 26, 196), (axis - 26, 196)], (130, 66, 28))
    canvas.ellipse(axis, 62, 42, 38, (146, 76, 34))
    canvas.curve([(axis + 22, 64), (axis, 84), (axis - 20, 62), (axis, 44), (axis + 8, 62)], 6, (70, 32, 14))
    for side, y in ((-1, 110), (1, 126), (-1, 150), (1, 166)):
        canvas.line([(axis + side * 26, y), (axis + side * 74, y - 4)], 9, (40, 26, 22))
        canvas.ellipse(axis + side * 82, y - 4, 14, 10, (40, 26, 22))


def hen() -> Canvas:
    """A child's drawing in crayon: a brown hen with a white collar, walking through a tram."""
    random = numpy.random.default_rng(9)
    canvas = Canvas(1024, 768, (252, 248, 236))

    def crayon(points, colour, closed=True):
        """Filled with strokes that do not quite meet, and outlined."""
        shape = smooth(points, closed=closed)
        inside = canvas.mask(lambda pen: pen.polygon(shape))
        canvas.lay(inside * 0.55, colour)
        strokes = [(x + random.normal(0, 4), random.normal(0, 6)) for x in range(-400, 1100, 9)]

        def hatch(pen):
            for x, shift in strokes:
                pen.line([(x, 760 + shift), (x + 420, -10 + shift)], 5)

        canvas.lay(canvas.mask(hatch) * inside * 0.6, colour)
        wobbly = [(x + random.normal(0, 1.3), y + random.normal(0, 1.3)) for x, y in shape]
        canvas.line(wobbly + wobbly[:1], 5, numpy.array(colour) * 0.5)

    canvas.polygon([(0, 560), (1000, 570), (1000, 750), (0, 750)], (214, 196, 160), opacity=0.8)
    for x in (40, 290, 540, 790):
        crayon([(x, 70), (x + 180, 66), (x + 184, 250), (x + 2, 254)], (150, 204, 236))
    canvas.line([(0, 300), (1000, 296)], 16, (232, 176, 40))
    canvas.line([(0, 40), (1000, 44)], 20, (232, 176, 40))
    for x in (250, 510, 760):
        canvas.line([(x, 40), (x + 2, 560)], 9, (150, 110, 50))
    for x in (470, 540):
        canvas.line([(x, 590), (x - 6, 670), (x + 34, 676)], 9, (232, 140, 30))
        canvas.line([(x - 6, 670), (x - 34, 682)], 9, (232, 140, 30))
    crayon([(300, 330), (330, 440), (300, 500), (380, 590), (500, 616), (620, 580), (672, 480), (676, 380), (640, 330),
            (600, 400), (480, 440), (380, 410)], (142, 84, 42))
    crayon([(420, 470), (520, 460), (590, 500), (500, 560), (430, 530)], (116, 64, 32))
    crayon([(604, 372), (650, 352), (694, 376), (690, 404), (640, 410), (600, 400)], (250, 250, 250))
    crayon([(612, 350), (610, 292), (648, 262), (692, 284), (694, 340), (660, 364)], (142, 84, 42))
    crayon([(626, 268), (630, 226), (650, 250), (664, 220), (676, 252), (700, 236), (690, 280), (660, 262)], (214, 44, 40))
    crayon([(694, 300), (752, 316), (694, 334)], (240, 170, 40))
    crayon([(690, 336), (706, 372), (682, 370)], (214, 44, 40))
    canvas.ellipse(664, 300, 9, 9, (20, 20, 20))
    canvas.grain(random, 5, blur=0.8)
    return canvas


def cat() -> Canvas:
    """A grey cat asleep on a window sill, with the sun coming in."""
    random = numpy.random.default_rng(3)
    canvas = Canvas(1024, 683, (226, 214, 196), (206, 190, 168))
    canvas.polygon([(120, 30), (880, 30), (880, 470), (120, 470)], (250, 248, 242))
    for left in (140, 510):
        canvas.polygon([(left, 50), (left + 350, 50), (left + 350, 456), (left, 456)],
                       canvas.down((132, 190, 226), (226, 236, 220), 50, 456))
        canvas.blob([(left, 400), (left + 90, 372), (left + 200, 396), (left + 350, 366), (left + 350, 456), (left, 456)],
                    (140, 176, 120))
    canvas.glow(700, 130, 120, (200, 140, 60), 0.6)
    for x, side in ((60, 1), (940, -1)):
        folds = [(x - 80, 0), (x + 90, 0), (x + 70 * side, 260), (x + 34 * side, 480), (x - 80, 500)]
        canvas.blob(folds, canvas.across((196, 92, 84), (226, 132, 116), x - 60, x + 60))
    canvas.polygon([(0, 470), (1000, 470), (1000, 540), (0, 540)], canvas.down((252, 250, 244), (214, 206, 194), 470, 540))
    canvas.polygon([(0, 540), (1000, 540), (1000, 700), (0, 700)], canvas.down((176, 160, 142), (196, 180, 160), 540, 680))
    light = canvas.mask(lambda pen: pen.polygon([(340, 470), (880, 470), (760, 540), (200, 540)]), blur=5)
    canvas.lay(light * 0.4, (255, 236, 176))
    sleeper(canvas, random)
    return canvas


def sleeper(canvas: Canvas, random):
    canvas.ellipse(490, 506, 240, 18, (120, 104, 90), blur=9, opacity=0.6)
    fur = canvas.down((158, 158, 166), (98, 98, 110), 330, 510)
    canvas.blob([(268, 500), (266, 430), (330, 362), (440, 332), (560, 340), (660, 392), (706, 460), (690, 506), (480, 514)], fur)
    for x in range(380, 660, 44):
        canvas.curve([(x, 346 + abs(x - 470) * 0.12), (x + 16, 384), (x + 8, 424)], 9, (84, 84, 96), opacity=0.55, blur=2)
    canvas.curve([(680, 488), (560, 500), (440, 508), (360, 506), (312, 496)], 36, (120, 120, 132))
    canvas.curve([(350, 506), (312, 496)], 36, (84, 84, 96))
    canvas.blob([(232, 452), (246, 404), (262, 364), (292, 392), (332, 390), (360, 362), (372, 408), (384, 456), (356, 494),
                 (306, 504), (256, 492)], canvas.down((172, 172, 180), (124, 124, 134), 370, 500))
    for x, side in ((264, 1), (358, -1)):
        canvas.polygon([(x, 374), (x + 20 * side, 398), (x - 6 * side, 408)], (222, 160, 160))
    for x in (274, 342):
        canvas.curve([(x - 18, 436), (x, 446), (x + 18, 436)], 4, (50, 50, 58))
    canvas.polygon([(300, 456), (318, 456), (309, 466)], (214, 130, 130))
    canvas.curve([(294, 476), (309, 470), (324, 476)], 3, (70, 70, 78))
    for side in (-1, 1):
        for lift in (-6, 4, 14):
            canvas.line([(309 + side * 22, 466 + lift * 0.4), (309 + side * 96, 456 + lift * 1.6)], 1.4, (236, 236, 240))


def bowl() -> Canvas:
    """A tea bowl whose cracks are filled with gold."""
    random = numpy.random.default_rng(66)
    canvas = Canvas(1024, 768, (60, 58, 62), (32, 30, 34))
    canvas.polygon([(0, 520), (1000, 520), (1000, 750), (0, 750)], canvas.down((92, 70, 56), (52, 38, 32), 520, 750))
    canvas.glow(340, 180, 380, (90, 84, 74), 0.5)
    canvas.ellipse(510, 640, 260, 34, (20, 14, 12), blur=14, opacity=0.8)
    half = [(500, 652), (400, 650), (384, 622), (300, 570), (238, 470), (216, 350), (212, 268)]
    body = smooth(half) + smooth(mirrored(half, 500))
    canvas.polygon(body, canvas.across((128, 150, 140), (40, 56, 56), 220, 800))
    inside = canvas.mask(lambda pen: pen.polygon(body))
    canvas.lay(canvas.mask(lambda pen: pen.ellipse(360, 380, 70, 130), blur=40) * inside * 0.5, (206, 222, 210))
    speckle = [(random.uniform(210, 790), random.uniform(270, 640), random.uniform(1, 3)) for _ in range(420)]
    canvas.lay(canvas.mask(lambda pen: [pen.ellipse(x, y, r, r) for x, y, r in speckle]) * inside * 0.3, (30, 40, 40))
    cracks = [[(300, 280), (330, 340), (318, 400), (372, 450), (366, 520), (420, 580), (430, 640)],
              [(372, 450), (450, 430), (520, 462), (600, 440), (680, 470), (740, 440), (776, 400)],
              [(520, 462), (540, 540), (580, 590), (572, 648)], [(600, 440), (590, 370), (630, 320), (622, 280)]]
    for width, colour in ((13, (120, 84, 26)), (9, (214, 164, 62)), (3.4, (255, 232, 160))):
        cover = canvas.mask(lambda pen: [pen.line(jagged(crack), width) for crack in cracks])
        canvas.lay(cover * inside, colour)
    canvas.ellipse(500, 270, 289, 66, (92, 112, 104))
    canvas.ellipse(500, 272, 277, 58, canvas.down((34, 46, 44), (84, 102, 92), 214, 330))
    canvas.ellipse(500, 296, 200, 30, (64, 84, 52), opacity=0.75, blur=6)
    return canvas


def jagged(points):
    """Each stretch in three, with small steps aside, as earthenware breaks."""
    line = [points[0]]
    for (x, y), (to_x, to_y) in zip(points, points[1:]):
        line += [(x + (to_x - x) * 0.35 + 6, y + (to_y - y) * 0.35 - 4), (x + (to_x - x) * 0.7 - 5, y + (to_y - y) * 0.7 + 5),
                 (to_x, to_y)]
    return line
