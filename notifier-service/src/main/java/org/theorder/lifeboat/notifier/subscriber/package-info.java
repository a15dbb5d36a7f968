/** Readers of the page who want to be told: how they subscribe, what they are sent, and how they are forgotten. */
@NullMarked
package org.theorder.lifeboat.notifier.subscriber;

import org.jspecify.annotations.NullMarked;
