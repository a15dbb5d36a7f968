/** The state of everything at one moment, computed from incidents and evidence; no framework, no clock, no database. */
@NullMarked
package org.theorder.lifeboat.notifier.status;

import org.jspecify.annotations.NullMarked;
