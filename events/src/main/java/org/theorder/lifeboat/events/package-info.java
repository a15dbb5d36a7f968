/**
 * What the services tell each other: one record per Kafka event, the values they are made of, and {@link
 * org.theorder.lifeboat.events.Topics}. No framework; JSON by {@link org.theorder.lifeboat.events.EventJson}.
 */
@NullMarked
package org.theorder.lifeboat.events;

import org.jspecify.annotations.NullMarked;
