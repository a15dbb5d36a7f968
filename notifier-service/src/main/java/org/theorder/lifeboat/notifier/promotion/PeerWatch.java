package org.theorder.lifeboat.notifier.promotion;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.http.HttpSender;
import org.theorder.lifeboat.notifier.http.Reply;
import org.theorder.lifeboat.outbox.Routine;

/** Reads what the published pages of the other regions say about promotions: a region that Kafka does not reach hears it too. */
@ApplicationScoped
class PeerWatch implements Routine {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int LARGEST = 10_000;

    private final Promotions promotions;
    private final Regions regions;
    private final Duration every;
    private final HttpSender sender;

    PeerWatch(Promotions promotions, Regions regions, RegionSettings settings, HttpSender sender) {
        this.promotions = promotions;
        this.regions = regions;
        this.every = settings.lookEvery();
        this.sender = sender.within(WITHIN);
    }

    @Override
    public String name() {
        return "page-peers";
    }

    @Override
    public boolean isWanted() {
        return !regions.peers().isEmpty();
    }

    @Override
    public void round() throws InterruptedException {
        LifeboatException trouble = null;
        for (Map.Entry<RegionName, URI> peer : regions.peers().entrySet()) {
            try {
                look(peer.getKey(), URI.create(peer.getValue() + EpochDocument.PATH));
            } catch (LifeboatException e) {
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
        Thread.sleep(every);
    }

    private void look(RegionName peer, URI url) throws InterruptedException {
        try {
            Reply answer = sender.ask(url, "GET", null, Map.of("Cache-Control", "no-cache"), LARGEST);
            if (answer.status() != 200) {
                throw unheard(peer, url, "it answers HTTP " + answer.status(), null);
            }
            EpochDocument said = EpochDocument.read(answer.body().getBytes(StandardCharsets.UTF_8));
            if (!said.servedFrom().equals(peer)) {
                throw unheard(peer, url, "that is the page of region " + said.servedFrom(), null);
            }
            promotions.heard(peer, said.generatedAt(), said.greatest());
        } catch (IOException e) {
            throw unheard(peer, url, e.toString(), e);
        }
    }

    private static LifeboatException unheard(RegionName peer, URI url, String why, @Nullable Throwable cause) {
        return new LifeboatException(
                ErrorCode.SERVER_UNREACHABLE,
                "whether the page of region " + peer + " was promoted cannot be read at " + url + ": " + why,
                cause);
    }
}
