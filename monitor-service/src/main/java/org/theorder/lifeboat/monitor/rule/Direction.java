package org.theorder.lifeboat.monitor.rule;

/** On which side of its thresholds a reading is bad. */
public enum Direction {
    ABOVE,
    BELOW;

    /** The other one: where a reading is good. */
    public Direction opposite() {
        return this == ABOVE ? BELOW : ABOVE;
    }

    /** {@code >} or {@code <}. */
    public String sign() {
        return this == ABOVE ? ">" : "<";
    }

    /** A limit that no value reaches. */
    public double limitless() {
        return this == ABOVE ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** A value on a scale on which more is always worse. */
    double worse(double value) {
        return this == ABOVE ? value : -value;
    }
}
