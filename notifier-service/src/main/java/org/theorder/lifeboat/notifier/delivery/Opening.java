package org.theorder.lifeboat.notifier.delivery;

/**
 * What may begin over a channel now.
 *
 * @param room so many attempts, at least one
 * @param apart true if a recipient with an attempt under way is left alone until that has ended
 * @param ownOnly true while another region tells people over it: then only what no other region owes may
 */
record Opening(String channel, int room, boolean apart, boolean ownOnly) {}
