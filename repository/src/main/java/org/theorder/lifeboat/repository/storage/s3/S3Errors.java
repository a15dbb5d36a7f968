package org.theorder.lifeboat.repository.storage.s3;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failure of S3 means to the one who reads the message: what happened, to what, and what to do. */
final class S3Errors {
    private final StorageLocation.S3 location;

    S3Errors(StorageLocation.S3 location) {
        this.location = location;
    }

    /** @param doing what was tried, for example {@code writing wal/x.zst} */
    LifeboatException explained(String doing, SdkException e) {
        if (e instanceof AbortedException) {
            Thread.currentThread().interrupt();
        }
        String head = doing + " in " + location + " failed: ";
        return e instanceof AwsServiceException answer
                ? new LifeboatException(code(answer), head + remedy(answer), e)
                : new LifeboatException(ErrorCode.STORE_UNREACHABLE, head + unanswered(e), e);
    }

    static String errorCode(AwsServiceException e) {
        return e.awsErrorDetails() == null
                ? ""
                : Optional.ofNullable(e.awsErrorDetails().errorCode()).orElse("");
    }

    private static ErrorCode code(AwsServiceException e) {
        return switch (errorCode(e)) {
            case "QuotaExceeded", "InsufficientCapacity", "XMinioStorageFull", "InsufficientStorage" ->
                ErrorCode.NO_SPACE;
            default -> e.statusCode() == 507 ? ErrorCode.NO_SPACE : ErrorCode.STORE_UNREACHABLE;
        };
    }

    private String remedy(AwsServiceException e) {
        String code = errorCode(e);
        return switch (code) {
            case "NoSuchBucket" ->
                "there is no bucket " + location.bucket() + ": create it, or correct the region's URL";
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "InvalidToken",
                    "ExpiredToken",
                    "TokenRefreshRequired",
                    "UnrecognizedClientException" ->
                "the store refuses the credentials (" + code
                        + "): correct the access key in the credentials file or in the environment";
            case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture" ->
                "the clock of this host differs too much from the store's" + storeClock(e) + ": correct it (NTP)";
            case "QuotaExceeded", "InsufficientCapacity", "XMinioStorageFull", "InsufficientStorage" ->
                "the bucket's or the account's quota is full (" + code + "): raise it or make room";
            case "SlowDown", "ServiceUnavailable", "TooManyRequests", "Throttling", "RequestLimitExceeded" ->
                "the store asks to slow down (" + code + "), also after retries: it is overloaded, try again later";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "the bucket is in another region than " + location.awsRegion()
                        + ": correct the parameter region of the URL";
            case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch" ->
                "the bytes were damaged on their way (" + code + "), also after retries: look at the network";
            default -> byStatus(e, code);
        };
    }

    private String byStatus(AwsServiceException e, String code) {
        String shown = code.isEmpty() ? "HTTP " + e.statusCode() : code + ", HTTP " + e.statusCode();
        return switch (e.statusCode()) {
            case 401, 403 ->
                "access denied (" + shown + "): the identity needs s3:ListBucket, GetObject, PutObject, DeleteObject,"
                        + " AbortMultipartUpload and ListMultipartUploadParts"
                        + (location.lock().isPresent()
                                ? ", and for object lock PutObjectRetention, GetObjectRetention, ListBucketVersions,"
                                        + " GetObjectVersion, DeleteObjectVersion"
                                : "");
            case 407 -> "the proxy wants credentials: put proxy-user and proxy-password into the credentials file";
            case 507 -> "the store is full (" + shown + "): make room";
            default ->
                e.statusCode() >= 500
                        ? "the store is in trouble (" + shown + "), also after retries: try again later"
                        : "the store refuses it (" + shown + "): "
                                + Optional.ofNullable(e.awsErrorDetails())
                                        .map(details -> details.errorMessage())
                                        .orElse("it does not say why");
        };
    }

    private static String storeClock(AwsServiceException e) {
        return answeredAt(e).map(time -> " (" + time + ")").orElse("");
    }

    /** The store's clock when it answered. */
    static Optional<Instant> answeredAt(AwsServiceException e) {
        if (e.awsErrorDetails() == null || e.awsErrorDetails().sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Date").flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeParseException unreadable) {
                return Optional.empty();
            }
        });
    }

    private String unanswered(SdkException e) {
        String host = location.endpoint().map(Object::toString).orElse("Amazon S3");
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return host + " did not answer in time, also after retries: it or the network is too slow";
        }
        if (e instanceof AbortedException || caused(e, InterruptedException.class) != null) {
            return "it was told to stop";
        }
        if (caused(e, UnknownHostException.class) != null) {
            return "the host of " + host + " is not known: correct the region's URL, or look at the DNS";
        }
        SSLException tls = caused(e, SSLException.class);
        if (tls != null) {
            return "TLS with " + host + " failed (" + tls.getMessage()
                    + "): if the store has an authority of its own, name its certificate by ca-file";
        }
        if (caused(e, ConnectException.class) != null || caused(e, NoRouteToHostException.class) != null) {
            return host + " cannot be connected to: is it up, and is the way to it open (proxy, firewall)?";
        }
        if (caused(e, SocketTimeoutException.class) != null || caused(e, InterruptedIOException.class) != null) {
            return host + " did not answer in time";
        }
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Unable to load credentials")
                ? "there are no credentials: name a file by credentials-file, or set AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY, or give this host a role"
                : message;
    }

    private static <T extends Throwable> @Nullable T caused(Throwable failure, Class<T> kind) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return kind.cast(each);
            }
        }
        return null;
    }
}
