@NullMarked
package org.theorder.lifeboat.notifier.mail;

import org.jspecify.annotations.NullMarked;
