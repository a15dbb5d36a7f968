package org.theorder.lifeboat.monitor.overview;

import java.util.Collection;

/** How good something is, mildest first: each a colour, an icon and a word, so that none of them is needed alone. */
enum Tone {
    GOOD("good", "✓"),
    NOTE("note", "i"),
    UNKNOWN("unknown", "?"),
    WARNING("warning", "−"),
    SERIOUS("serious", "◐"),
    BAD("bad", "✕");

    private final String style;
    private final String icon;

    Tone(String style, String icon) {
        this.style = style;
        this.icon = icon;
    }

    /** The class in the style sheet. */
    public String style() {
        return style;
    }

    public String icon() {
        return icon;
    }

    static Tone worst(Collection<Tone> tones) {
        return tones.stream().reduce(GOOD, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }
}
