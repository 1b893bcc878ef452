"""Charts and diagrams, by matplotlib."""

import csv
import io
import pathlib

import matplotlib

matplotlib.use("Agg")
import numpy
from matplotlib import pyplot
from PIL import Image

STYLE = {"font.family": "DejaVu Sans", "font.size": 13, "axes.spines.top": False, "axes.spines.right": False,
         "axes.titlesize": 16, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlepad": 14,
         "axes.edgecolor": "#555555", "path.snap": False}


def picture(figure) -> Image.Image:
    data = io.BytesIO()
    figure.savefig(data, dpi=110, format="png")
    pyplot.close(figure)
    return Image.open(data).convert("RGB")


def chart(width=10.0, height=6.4):
    matplotlib.rcParams.update(STYLE)
    figure, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.25, h_pad=0.25)
    return figure, axes


def hot_night() -> Image.Image:
    """One still night of the July spell, as the heat report tells of it: 7.3 degrees apart at two."""
    hours = numpy.arange(18, 31)
    square = [31.2, 30.1, 28.8, 27.6, 26.9, 26.3, 25.8, 25.3, 24.8, 24.2, 23.6, 23.9, 25.6]
    fields = [30.4, 28.2, 25.3, 22.8, 20.9, 19.4, 18.3, 17.8, 17.5, 17.2, 16.9, 18.0, 21.3]
    figure, axes = chart()
    axes.plot(hours, square, color="#c0392b", linewidth=3, marker="o", label="Market Square")
    axes.plot(hours, fields, color="#2e7d4f", linewidth=3, marker="o", label="open fields, 6 km out")
    axes.fill_between(hours, fields, square, color="#e8b89a", alpha=0.35)
    axes.annotate("7.3 degrees apart", (26, 21.2), ha="center", fontsize=14)
    axes.set_xticks(hours[::2], [f"{hour % 24:02d}:00" for hour in hours[::2]])
    axes.set_title("Two thermometers from dusk till morning, 19 July")
    axes.set_ylabel("air temperature, Celsius")
    axes.grid(axis="y", color="#dddddd")
    axes.legend(frameon=False)
    return picture(figure)


def bars(names, values, title, label, colour) -> Image.Image:
    figure, axes = chart()
    drawn = axes.bar(names, values, color=colour, width=0.7)
    axes.bar_label(drawn, padding=3, fontsize=12)
    axes.set_title(title)
    axes.set_ylabel(label)
    axes.tick_params(axis="x", length=0)
    return picture(figure)


def rain() -> Image.Image:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return bars(months, [71, 48, 55, 44, 62, 9, 37, 58, 66, 83, 104, 79], "Rain gauge, plot 42: a dry June, a soaking November", "millimetres", "#3b7dbb")


def birds(table: pathlib.Path) -> Image.Image:
    with table.open(encoding="utf-8", newline="") as file:
        rows = sorted(((row["name"], int(row["length_cm"])) for row in csv.DictReader(file)), key=lambda row: -row[1])
    names = [name.replace(" ", "\n").replace("-tailed", "-\ntailed") for name, _ in rows[:9]]
    return bars(names, [length for _, length in rows[:9]], "From beak to tail: nine birds by size", "centimetres", "#bb7d3b")


def twelfths() -> Image.Image:
    """How the water rises between low and high: by 1, 2, 3, 3, 2, 1 twelfths an hour."""
    hours, steps = numpy.arange(7), numpy.cumsum([0, 1, 2, 3, 3, 2, 1])
    fine = numpy.linspace(0, 6, 200)
    figure, axes = chart()
    axes.bar(hours[1:] - 0.5, steps[1:], width=1.0, color="#cfe3ee", edgecolor="white")
    axes.plot(fine, 6 - 6 * numpy.cos(fine * numpy.pi / 6), color="#14567a", linewidth=3)
    for hour in range(1, 7):
        axes.annotate(f"+{steps[hour] - steps[hour - 1]}", (hour - 0.5, steps[hour] + 0.25), ha="center", fontsize=15)
    axes.set_xlabel("hours after low water")
    axes.set_ylabel("twelfths of the range")
    axes.set_title("Rule of twelfths: mind the middle of the flood")
    axes.set_ylim(0, 13.2)
    return picture(figure)


def inverted_lists() -> Image.Image:
    """Points in cells around their centres; a question, and the three cells that are opened for it."""
    random = numpy.random.default_rng(4096)
    centres = random.uniform(0.03, 0.97, (22, 2)) * (10, 6.2)
    points = random.uniform(0, 1, (900, 2)) * (10, 6.2)
    question = numpy.array((4.5, 3.3))
    opened = numpy.argsort(numpy.hypot(*(centres - question).T))[:3]
    grid = numpy.stack(numpy.meshgrid(numpy.linspace(0, 10, 1000), numpy.linspace(0, 6.2, 620)), axis=-1)
    cell = numpy.argmin(numpy.hypot(*numpy.moveaxis(grid[:, :, None] - centres, -1, 0)), axis=-1)
    shade = numpy.full(cell.shape + (3,), (0.93, 0.94, 0.96))
    shade[numpy.isin(cell, opened)] = (1.0, 0.88, 0.68)
    border = (cell[1:, 1:] != cell[:-1, 1:]) | (cell[1:, 1:] != cell[1:, :-1])
    shade[1:, 1:][border] = (0.5, 0.55, 0.62)
    figure, axes = chart(10, 6.2)
    axes.imshow(shade, extent=(0, 10, 0, 6.2), origin="lower", interpolation="bilinear")
    owner = numpy.argmin(numpy.hypot(*numpy.moveaxis(points[:, None] - centres, -1, 0)), axis=1)
    inside = numpy.isin(owner, opened)
    axes.scatter(*points[~inside].T, s=9, color="#9aa4b2")
    axes.scatter(*points[inside].T, s=14, color="#c0561a")
    axes.scatter(*centres.T, s=70, marker="s", color="#26466e")
    axes.scatter(*question, s=320, marker="*", color="#b3122e", edgecolor="white", zorder=3)
    axes.set_axis_off()
    return picture(figure)
