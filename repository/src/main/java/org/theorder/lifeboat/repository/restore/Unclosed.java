package org.theorder.lifeboat.repository.restore;

import java.io.FilterInputStream;
import java.io.InputStream;

/** Stays open when what reads from it is closed, because more is to be read. */
final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // the owner closes
    }
}
