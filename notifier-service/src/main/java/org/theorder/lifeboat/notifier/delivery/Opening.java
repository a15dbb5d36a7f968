package org.theorder.lifeboat.notifier.delivery;

/**
 * What may begin over a channel now.
 *
 * @param room so many attempts, at least one
 * @param ownOnly true while another region tells people over it: then only what no other region owes may
 */
record Opening(String channel, int room, boolean ownOnly) {}
