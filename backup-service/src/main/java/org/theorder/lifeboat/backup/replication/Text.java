package org.theorder.lifeboat.backup.replication;

/** Foreign text made fit for one line of a message or a log. */
final class Text {
    private static final int LONGEST = 300;

    private Text() {}

    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
