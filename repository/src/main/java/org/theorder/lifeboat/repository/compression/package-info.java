/** zstd: one frame per object, with content checksum; decompression with limits. */
@NullMarked
package org.theorder.lifeboat.repository.compression;

import org.jspecify.annotations.NullMarked;
