/** E-mail: who gets it, what it says, and how it reaches the SMTP server. */
@NullMarked
package org.theorder.lifeboat.notifier.mail;

import org.jspecify.annotations.NullMarked;
