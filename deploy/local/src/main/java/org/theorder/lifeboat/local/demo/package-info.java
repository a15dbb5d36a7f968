/**
 * The main job on real servers, told on the terminal: {@link org.theorder.lifeboat.local.demo.Story} is the order of
 * events.
 */
@NullMarked
package org.theorder.lifeboat.local.demo;

import org.jspecify.annotations.NullMarked;
