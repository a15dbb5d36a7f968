/** Metrics named after the questions that an operator has, and the health check that asks the first of them. */
@NullMarked
package org.theorder.lifeboat.monitor.question;

import org.jspecify.annotations.NullMarked;
