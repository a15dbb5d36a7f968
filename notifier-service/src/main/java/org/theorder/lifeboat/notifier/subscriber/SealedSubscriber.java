package org.theorder.lifeboat.notifier.subscriber;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RequiredFields;
import org.theorder.lifeboat.notifier.http.Destination;
import org.theorder.lifeboat.notifier.http.NameService;
import org.theorder.lifeboat.notifier.http.Route;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/**
 * What one region tells another about a subscriber, for nobody else to read. An error never repeats any of it.
 *
 * @param components their ids, also such as are not declared here; empty for all
 * @param secret of a webhook, in Base64; null for mail
 * @param disabled why nothing is sent any more; null while it is
 */
record SealedSubscriber(
        String address,
        List<String> components,
        String timeZone,
        @Nullable String secret,
        @Nullable String disabled) {
    /** So that the length tells nothing about the address. */
    private static final int MULTIPLE_OF = 256;

    private static final int MOST_COMPONENTS = 1_000;
    private static final int LONGEST_TEXT = 300;
    private static final int SECRET_BYTES = 32;

    /** A host of which no name service has to be asked. */
    private static final Pattern NO_NAME =
            Pattern.compile("\\[.*]|(.*\\.)?(\\d+|0x\\p{XDigit}*)\\.?|localhost\\.?", Pattern.CASE_INSENSITIVE);

    /** As events are read: a field that only newer releases know is ignored. */
    private static final ObjectMapper JSON =
            EventJson.strict(JsonMapper.builder().build()).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static SealedSubscriber of(Subscriber subscriber) {
        byte[] secret = subscriber.secret();
        return new SealedSubscriber(
                subscriber.wish().address().text(),
                subscriber.wish().components(),
                subscriber.wish().timeZone().getId(),
                secret == null ? null : Base64.getEncoder().encodeToString(secret),
                subscriber.disabled());
    }

    /** JSON, filled up with spaces. */
    byte[] bytes() {
        try {
            byte[] json = JSON.writeValueAsBytes(this);
            byte[] filled = Arrays.copyOf(json, (json.length / MULTIPLE_OF + 1) * MULTIPLE_OF);
            Arrays.fill(filled, json.length, filled.length, (byte) ' ');
            return filled;
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a subscriber cannot be written as JSON", e);
        }
    }

    /** @throws LifeboatException EVENT_INVALID if this is no subscriber */
    static SealedSubscriber read(byte[] bytes) {
        try {
            SealedSubscriber sealed = JSON.readValue(bytes, SealedSubscriber.class);
            if (RequiredFields.firstMissing(sealed).isEmpty()) {
                return sealed;
            }
        } catch (IOException _) {
            throw invalid("is none");
        }
        throw invalid("lacks a field");
    }

    /**
     * Checked as the form does. Names are looked up before each message, as always; here they would keep other events
     * waiting.
     *
     * @throws LifeboatException EVENT_INVALID
     */
    Wish wish(boolean insideAllowed) {
        if (components.size() > MOST_COMPONENTS
                || components.stream().anyMatch(component -> component.length() > LONGEST_TEXT)) {
            throw invalid("has more components than any page");
        }
        try {
            Wish wish = new Wish(
                    Address.parse(address),
                    components.stream().map(ForeignText::line).toList(),
                    ZoneId.of(FormView.offers(timeZone) ? timeZone : "UTC"));
            boolean webhook = wish.address().way() == Way.WEBHOOK;
            if (webhook && isInside(URI.create(wish.address().text()), insideAllowed)) {
                throw invalid("has a webhook inside; lifeboat.notifier.subscribers.allow-inside is to be the same in"
                        + " every region");
            }
            return wish;
        } catch (LifeboatException e) {
            throw e.code() == ErrorCode.EVENT_INVALID ? e : invalid("has no address that the form would take");
        }
    }

    /** @throws LifeboatException EVENT_INVALID */
    byte @Nullable [] secretBytes() {
        if (secret == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(secret);
            if (bytes.length == SECRET_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            throw invalid("has a secret that is none");
        }
        throw invalid("has a secret that is none");
    }

    @Override
    public String toString() {
        return "SealedSubscriber";
    }

    private static boolean isInside(URI url, boolean insideAllowed) {
        try {
            return NO_NAME.matcher(url.getHost()).matches()
                    && new Destination(url, insideAllowed).route(NameService.SYSTEM) instanceof Route.Inside;
        } catch (UnknownHostException _) {
            return true;
        }
    }

    private static LifeboatException invalid(String what) {
        return new LifeboatException(
                ErrorCode.EVENT_INVALID,
                "a subscriber that another region tells of " + what + "; it is not taken over");
    }
}
