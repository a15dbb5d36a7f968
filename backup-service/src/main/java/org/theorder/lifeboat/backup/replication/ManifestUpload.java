package org.theorder.lifeboat.backup.replication;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * UPLOAD_MANIFEST: the parent's manifest goes to the server in COPY mode, before an incremental BASE_BACKUP on the same
 * connection. Source: PostgreSQL documentation 54.4 and {@code walsender.c}, UploadManifest.
 */
final class ManifestUpload {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestUpload.class);

    private final Session session;

    ManifestUpload(Session session) {
        this.session = session;
    }

    /**
     * @param manifest read to its end; if reading fails the server is told so, and forgets what it got
     * @param patience longest wait for the server to read and check it
     */
    void run(InputStream manifest, Duration patience) {
        long usual = session.transport().timeout();
        session.transport().timeout(Math.max(usual, patience.toNanos()));
        session.send("UPLOAD_MANIFEST");
        if (session.next() != 'G') {
            throw session.unexpectedMessage();
        }
        send(manifest);
        session.results();
        session.transport().timeout(usual);
    }

    private void send(InputStream manifest) {
        try {
            byte[] window = new byte[MessageWriter.LARGEST_PIECE];
            for (int count = manifest.readNBytes(window, 0, window.length);
                    count > 0;
                    count = manifest.readNBytes(window, 0, window.length)) {
                session.writer().begin('d').bytes(window, count).send();
            }
            session.writer().begin('c').send();
        } catch (IOException e) {
            giveUp();
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, "the manifest of the parent backup cannot be read", e);
        } catch (LifeboatException e) {
            giveUp();
            throw e;
        }
    }

    private void giveUp() {
        try {
            session.writer()
                    .begin('f')
                    .text("the manifest could not be read from the repository")
                    .send();
            session.results();
        } catch (LifeboatException e) {
            // the server confirms the failure that we told it of, or has gone: there is nothing to add
            LOG.debug("manifest was not uploaded reason={}", e.explanation());
        }
    }
}
