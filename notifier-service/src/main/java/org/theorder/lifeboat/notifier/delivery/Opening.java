package org.theorder.lifeboat.notifier.delivery;

/**
 * What may begin over a channel now.
 *
 * @param room so many attempts, at least one
 * @param canariesOnly true while another region tells people over it
 */
record Opening(String channel, int room, boolean canariesOnly) {}
