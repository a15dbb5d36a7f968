@NullMarked
package org.theorder.lifeboat.repository.encryption;

import org.jspecify.annotations.NullMarked;
