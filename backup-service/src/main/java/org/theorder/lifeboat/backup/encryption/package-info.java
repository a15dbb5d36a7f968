/** What the service itself keeps for encrypted clusters: the key of WAL fingerprints. It never has a key that decrypts. */
@NullMarked
package org.theorder.lifeboat.backup.encryption;

import org.jspecify.annotations.NullMarked;
