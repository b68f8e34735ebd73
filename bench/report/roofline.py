"""The roofline as SVG: GFLOP/s by operations per byte, both logarithmic, under the measured peak and copy bandwidth."""
import math
from html import escape

from targets import COPY, PEAK, POINTS

WIDTH, HEIGHT = 1000, 640
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 56, 60
X_RANGE, Y_RANGE = (0.05, 1000.0), (2.0, 400.0)
FONT, CHARACTER = 12, 6.8
KINDS = {
    "product": "matrix product",
    "convolution": "convolution",
    "elementwise": "elementwise, row-wise",
    "optimizer": "optimizer",
}

STYLE = """
  .ground { fill: #ffffff } text { fill: #1f2328; font: %dpx system-ui, sans-serif }
  .label { stroke: #ffffff; stroke-width: 3; stroke-linejoin: round; paint-order: stroke }
  .title { font-size: 16px; font-weight: 600 } .faint { fill: #656d76 }
  .grid { stroke: #d8dee4; stroke-width: 1 } .roof { stroke: #57606a; stroke-width: 2; fill: none }
  .leader { stroke: #8c959f; stroke-width: 0.8 }
  .product { fill: #0969da } .convolution { fill: #bc4c00 } .elementwise { fill: #1a7f37 } .optimizer { fill: #8250df }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } text { fill: #e6edf3 } .faint { fill: #9198a1 } .label { stroke: #0d1117 }
    .grid { stroke: #262c36 } .roof { stroke: #9198a1 } .leader { stroke: #656c76 }
    .product { fill: #58a6ff } .convolution { fill: #f0883e }
    .elementwise { fill: #3fb950 } .optimizer { fill: #bc8cff }
  }
""" % FONT


def x_of(intensity):
    return LEFT + (WIDTH - LEFT - RIGHT) * share(intensity, *X_RANGE)


def y_of(gigaflops):
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share(gigaflops, *Y_RANGE)


def share(value, low, high):
    """How far along the logarithmic axis a value lies."""
    return math.log(value / low) / math.log(high / low)


def draw(results):
    """The drawing, or nothing where peak, bandwidth or every point is missing."""
    peak = results["machine"].typical(PEAK)
    copies = [c for c in (results["machine"].typical(case) for case in COPY.cases) if c]
    points = measured(results)
    if not peak or not copies or not points:
        return ""
    bandwidth = max(copies)
    body = [grid(), roofs(peak, bandwidth), *labelled(points, peak, bandwidth), legend({p.kind for _, _, p in points})]
    size = 'viewBox="0 0 %d %d" width="%d" height="%d"' % (WIDTH, HEIGHT, WIDTH, HEIGHT)
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" %s role="img">' % size,
        "<title>Roofline of one thread: %.0f GFLOP/s, %.0f GB/s</title>" % (peak, bandwidth),
        "<style>%s</style>" % STYLE,
        '<rect class="ground" width="%d" height="%d" rx="6"/>' % (WIDTH, HEIGHT),
        *body, "</svg>\n"])


def measured(results):
    """(x, y, point) of each point that has a figure; a rate in GB/s becomes GFLOP/s by the point's intensity."""
    found = []
    for p in POINTS:
        rate = results[p.family].typical(p.case)
        if rate:
            intensity = p.operations / p.bytes
            gigaflops = rate * intensity if results[p.family].units()[p.case] == "GB/s" else rate
            if gigaflops >= Y_RANGE[0]:
                found.append((x_of(intensity), y_of(gigaflops), p))
    return found


def line(kind, x0, y0, x1, y1):
    return '<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>' % (kind, x0, y0, x1, y1)


def text(x, y, words, kind="", anchor="start", turn=0.0):
    turned = ' transform="rotate(%.1f %.1f %.1f)"' % (turn, x, y) if turn else ""
    return '<text x="%.1f" y="%.1f" class="%s" text-anchor="%s"%s>%s</text>' % (
        x, y, kind, anchor, turned, escape(words))


def grid():
    out = []
    for tick in (0.1, 1, 10, 100, 1000):
        out.append(line("grid", x_of(tick), TOP, x_of(tick), HEIGHT - BOTTOM))
        out.append(text(x_of(tick), HEIGHT - BOTTOM + 18, "%g" % tick, "faint", "middle" if tick < 1000 else "end"))
    for tick in (3, 10, 30, 100, 300):
        out.append(line("grid", LEFT, y_of(tick), WIDTH - RIGHT, y_of(tick)))
        out.append(text(LEFT - 8, y_of(tick) + 4, "%g" % tick, "faint", "end"))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "operations per byte", "faint", "middle"))
    out.append(text(20, (TOP + HEIGHT - BOTTOM) / 2, "GFLOP/s", "faint", "middle", -90.0))
    return "\n".join(out)


def roof_points(peak, bandwidth):
    """Corners of the roof, from where it enters the drawing."""
    start = max(X_RANGE[0], Y_RANGE[0] / bandwidth)
    ridge = peak / bandwidth
    return [(x_of(start), y_of(start * bandwidth)), (x_of(ridge), y_of(peak)), (x_of(X_RANGE[1]), y_of(peak))]


def roofs(peak, bandwidth):
    (x0, y0), (x1, y1), (x2, y2) = corners = roof_points(peak, bandwidth)
    angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
    mx, my = x0 + 0.3 * (x1 - x0), y0 + 0.3 * (y1 - y0)
    return "\n".join([
        '<path class="roof" d="M %s"/>' % " L ".join("%.1f %.1f" % c for c in corners),
        text(mx + 8 * math.sin(math.radians(angle)), my - 8 * math.cos(math.radians(angle)),
             "copy %.0f GB/s" % bandwidth, "faint", "middle", angle),
        text(x2, y2 - 8, "peak of multiply-adds %.0f GFLOP/s" % peak, "faint", "end")])


def mark(x, y, kind):
    shapes = {
        "product": '<circle class="product" cx="{0:.1f}" cy="{1:.1f}" r="5"/>',
        "convolution": '<rect class="convolution" x="{2:.1f}" y="{3:.1f}" width="9" height="9"/>',
        "elementwise": '<path class="elementwise" d="M {0:.1f} {4:.1f} l 5.5 10 h -11 z"/>',
        "optimizer": '<path class="optimizer" d="M {0:.1f} {4:.1f} l 6 6 l -6 6 l -6 -6 z"/>',
    }
    return shapes[kind].format(x, y, x - 4.5, y - 4.5, y - 6)


def legend(drawn):
    out, x = [text(LEFT, 24, "Merapi under the roofline, one thread", "title")], LEFT
    for kind, words in KINDS.items():
        if kind not in drawn:
            continue
        out += [mark(x + 5, 40, kind), text(x + 16, 44, words, "faint")]
        x += 36 + CHARACTER * len(words)
    return "\n".join(out)


def labelled(points, peak, bandwidth):
    """Points with their labels, each at a free place near its point, with a line to it where that is far."""
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y, _ in points] + roof_boxes(peak, bandwidth)
    leaders, marks, labels = [], [], []
    # The crowded top right first: who comes later finds room elsewhere.
    for x, y, p in sorted(points, key=lambda q: crowd(q, points), reverse=True):
        width = CHARACTER * len(p.label)
        box = free_place(x, y, width, taken)
        taken.append(box)
        nx, ny = nearest(x, y, box)
        if math.hypot(nx - x, ny - y) > 14:
            leaders.append(line("leader", x, y, nx, ny))
            taken += segment_boxes(x, y, nx, ny, 2)
        marks.append(mark(x, y, p.kind))
        labels.append(text((box[0] + box[2]) / 2, box[3] - 4, p.label, "label", "middle"))
    return leaders + labels + marks


def crowd(point, points):
    return sum(1 / (10 + math.hypot(point[0] - x, point[1] - y)) for x, y, _ in points)


def roof_boxes(peak, bandwidth):
    corners = roof_points(peak, bandwidth)
    boxes = [b for a, c in zip(corners, corners[1:]) for b in segment_boxes(*a, *c, 4)]
    y = corners[2][1]
    # The roofs' own words, and the frame.
    (x0, y0), (x1, y1) = corners[:2]
    mx, my = x0 + 0.3 * (x1 - x0), y0 + 0.3 * (y1 - y0)
    words = [(WIDTH - RIGHT - 230, y - 22, WIDTH - RIGHT, y), (mx - 50, my - 60, mx + 40, my + 20)]
    return boxes + words


def segment_boxes(x0, y0, x1, y1, around):
    steps = max(1, int(math.hypot(x1 - x0, y1 - y0) / 5))
    places = [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps + 1)]
    return [(x - around, y - around, x + around, y + around) for x, y in places]


def free_place(x, y, width, taken):
    """A box near (x, y) that overlaps nothing, with a short line to the point that crosses little."""
    boxes = [box for box in rings(x, y, width) if not any(overlap(box, t) for t in taken)]
    return min(boxes or rings(x, y, width), key=lambda box: trouble(x, y, box, taken))


def rings(x, y, width):
    height = FONT + 4
    for distance in range(0, 160, 6):
        for angle in (0, 180, 90, 270, 30, 330, 150, 210, 60, 120, 300, 240):
            cx = x + math.cos(math.radians(angle)) * (distance + 10 + width / 2)
            cy = y + math.sin(math.radians(angle)) * (distance + 10 + height / 2)
            box = (cx - width / 2 - 2, cy - height / 2, cx + width / 2 + 2, cy + height / 2)
            if box[0] > LEFT and box[2] < WIDTH - RIGHT and box[1] > TOP and box[3] < HEIGHT - BOTTOM:
                yield box


def trouble(x, y, box, taken):
    """What a line from the point to its label crosses, and, a little, how long it is."""
    nx, ny = nearest(x, y, box)
    way = segment_boxes(x, y, nx, ny, 0.5)
    # The point's own surroundings don't count.
    crossed = sum(1 for t in taken if not holds(t, x, y) and any(overlap(w, t) for w in way))
    return crossed + math.hypot(nx - x, ny - y) / 40


def nearest(x, y, box):
    return min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])


def holds(box, x, y):
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
