/** What the status page is about: components and groups, declared in configuration. */
@NullMarked
package org.theorder.lifeboat.notifier.component;

import org.jspecify.annotations.NullMarked;
