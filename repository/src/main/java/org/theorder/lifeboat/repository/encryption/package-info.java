/**
 * age (age-encryption.org/v1, X25519 recipients): how stored bytes are encoded, for whom they are encrypted, and with
 * which identities they are read. Format: the specification c2sp.org/age.
 */
@NullMarked
package org.theorder.lifeboat.repository.encryption;

import org.jspecify.annotations.NullMarked;
