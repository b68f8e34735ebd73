package dev.merapi.models.vision;

/** A rectangle along the axes, in any unit; x grows to the right, y downwards. */
public record Box(double left, double top, double right, double bottom) {
    /** Checks that it isn't turned inside out. */
    public Box {
        if (!(left <= right && top <= bottom)) {
            throw new IllegalArgumentException("a box from (" + left + ", " + top + ") to (" + right + ", " + bottom
                    + ") is inside out; give left, top, right and bottom, not width and height");
        }
    }

    /** Width times height. */
    public double area() {
        return (right - left) * (bottom - top);
    }

    /** The area that both cover. */
    public double intersection(Box other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        return Math.max(width, 0) * Math.max(height, 0);
    }

    /** Intersection over union, from 0 to 1; 0 if both are empty. */
    public double iou(Box other) {
        double common = intersection(other);
        double union = area() + other.area() - common;
        return union > 0 ? common / union : 0;
    }
}
