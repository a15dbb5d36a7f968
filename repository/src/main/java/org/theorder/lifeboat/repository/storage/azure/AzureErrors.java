package org.theorder.lifeboat.repository.storage.azure;

import com.azure.storage.blob.models.BlobStorageException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.StorageLocation;

/** What a failure of Azure means to the one who reads the message: what happened, to what, and what to do. */
final class AzureErrors {
    private final StorageLocation.Azure location;

    AzureErrors(StorageLocation.Azure location) {
        this.location = location;
    }

    static String code(BlobStorageException e) {
        return e.getErrorCode() == null ? "" : e.getErrorCode().toString();
    }

    /** @param doing what was tried, for example {@code writing wal/x.zst} */
    LifeboatException explained(String doing, RuntimeException e) {
        if (e instanceof LifeboatException known) {
            return known;
        }
        String head = doing + " in " + location + " failed: ";
        if (e instanceof BlobStorageException answer) {
            ErrorCode code = answer.getStatusCode() == 507 ? ErrorCode.NO_SPACE : ErrorCode.STORE_UNREACHABLE;
            // without the cause's message, which may repeat the request's address with a token
            return new LifeboatException(code, head + remedy(answer), e);
        }
        return new LifeboatException(ErrorCode.STORE_UNREACHABLE, head + unanswered(e), e);
    }

    private String remedy(BlobStorageException e) {
        String code = code(e);
        return switch (code) {
            case "ContainerNotFound" ->
                "there is no container " + location.container() + ": create it, or correct the region's URL";
            case "AuthenticationFailed",
                    "AuthorizationFailure",
                    "InvalidAuthenticationInfo",
                    "NoAuthenticationInformation" ->
                "the store refuses the credentials (" + code + "): correct account-key or sas-token in the credentials"
                        + " file (a token may have expired), and look at this host's clock and at the account's network rules";
            case "AuthorizationPermissionMismatch",
                    "AuthorizationServiceMismatch",
                    "AuthorizationResourceTypeMismatch",
                    "InsufficientAccountPermissions" ->
                "access denied (" + code + "): the identity needs to read, write, delete and list blobs"
                        + (location.lock().isPresent() ? ", and to set immutability policies" : "");
            case "AccountIsDisabled" -> "the account is disabled";
            case "ServerBusy", "OperationTimedOut", "InternalError" ->
                "the store is in trouble (" + code + "), also after retries: try again later";
            case "Md5Mismatch" -> "the bytes were damaged on their way, also after retries: look at the network";
            default -> byStatus(e, code);
        };
    }

    private String byStatus(BlobStorageException e, String code) {
        String shown = code.isEmpty() ? "HTTP " + e.getStatusCode() : code + ", HTTP " + e.getStatusCode();
        return switch (e.getStatusCode()) {
            case 401, 403 -> "access denied (" + shown + "): look at the credentials and their rights";
            case 407 -> "the proxy wants credentials: put proxy-user and proxy-password into the credentials file";
            case 501 ->
                "the endpoint does not know this (" + shown + ")"
                        + (location.lock().isPresent() ? "; take lock out of the URL if it has no immutability" : "");
            case 507 -> "the store is full (" + shown + "): make room";
            default ->
                e.getStatusCode() >= 500
                        ? "the store is in trouble (" + shown + "), also after retries: try again later"
                        : "the store refuses it (" + shown + ")";
        };
    }

    private String unanswered(RuntimeException e) {
        String host = location.endpoint()
                .map(endpoint -> endpoint.getScheme() + "://" + endpoint.getAuthority())
                .orElse("the account " + location.account());
        for (Throwable each = e; each != null; each = each.getCause()) {
            switch (each) {
                case UnknownHostException _, UnresolvedAddressException _ -> {
                    return "the host of " + host + " is not known: correct the region's URL, or look at the DNS";
                }
                case SSLException tls -> {
                    return "TLS with " + host + " failed (" + tls.getMessage()
                            + "): if the store has an authority of its own, name its certificate by ca-file";
                }
                case ConnectException _ -> {
                    return host + " cannot be connected to: is it up, and is the way to it open (proxy, firewall)?";
                }
                case TimeoutException _ -> {
                    return host + " did not answer in time, also after retries";
                }
                case InterruptedException _ -> {
                    Thread.currentThread().interrupt();
                    return "it was told to stop";
                }
                default -> {}
            }
        }
        return e.getClass().getSimpleName().contains("Credential")
                ? "there are no credentials: name a file by credentials-file, or give this host an identity"
                : "it did not answer (" + e.getClass().getSimpleName() + ")";
    }

    /** Whether no byte of the request can have arrived. */
    static boolean neverSent(RuntimeException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof ConnectException
                    || each instanceof UnknownHostException
                    || each instanceof UnresolvedAddressException
                    || each instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    /** How long a call may take: the more bytes, the longer. */
    static Duration deadline(Duration base, long bytes) {
        return base.plusSeconds(bytes / (64 * 1024));
    }
}
