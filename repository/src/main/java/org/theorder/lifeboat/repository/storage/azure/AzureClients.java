package org.theorder.lifeboat.repository.storage.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.CredentialsFile;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.TrustedCertificates;

/** Makes the client of a container, on the JDK's own HTTP client. */
final class AzureClients {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration JITTER = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private AzureClients() {}

    static BlobContainerClient of(StorageLocation.Azure location, StorageAccess access) {
        Optional<CredentialsFile> file = access.credentials().map(CredentialsFile::new);
        HttpClient http = http(access, file);
        BlobContainerClientBuilder builder = new BlobContainerClientBuilder()
                .endpoint(location.endpoint()
                        .map(URI::toString)
                        .orElse("https://" + location.account() + ".blob.core.windows.net"))
                .containerName(location.container())
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL, ATTEMPTS, tryTimeout(access), firstPause(), LONGEST_PAUSE, null));
        Optional<String> key = file.flatMap(secrets -> secrets.get("account-key"));
        Optional<String> token = file.flatMap(secrets -> secrets.get("sas-token"));
        try {
            if (key.isPresent()) {
                builder.credential(new StorageSharedKeyCredential(location.account(), key.get()));
            } else if (token.isPresent()) {
                builder.sasToken(token.get());
            } else {
                builder.credential(
                        new DefaultAzureCredentialBuilder().httpClient(http).build());
            }
            return builder.buildClient();
        } catch (IllegalArgumentException e) {
            // without the cause: it may repeat the secret
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the credentials file of " + location + " holds something that is no account-key or sas-token");
        }
    }

    /** The retries themselves have nothing random: clients that fail together would come back together. */
    static Duration firstPause() {
        return FIRST_PAUSE.plusMillis(ThreadLocalRandom.current().nextLong(-JITTER.toMillis(), JITTER.toMillis() + 1));
    }

    /** A try carries at most one block, so that this need not grow with the object. */
    private static Duration tryTimeout(StorageAccess access) {
        return access.requestTimeout().plus(access.deadline());
    }

    private static HttpClient http(StorageAccess access, Optional<CredentialsFile> file) {
        java.net.http.HttpClient.Builder jdk =
                java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1);
        access.certificates().map(TrustedCertificates::new).ifPresent(trusted -> jdk.sslContext(trusted.context()));
        JdkHttpClientBuilder builder = new JdkHttpClientBuilder(jdk)
                .connectionTimeout(access.requestTimeout().compareTo(CONNECT) < 0 ? access.requestTimeout() : CONNECT)
                .responseTimeout(access.requestTimeout())
                .readTimeout(access.requestTimeout())
                .writeTimeout(access.requestTimeout());
        access.proxy().ifPresent(proxy -> builder.proxy(proxy(proxy, file)));
        return builder.build();
    }

    private static ProxyOptions proxy(URI address, Optional<CredentialsFile> file) {
        ProxyOptions options =
                new ProxyOptions(ProxyOptions.Type.HTTP, new InetSocketAddress(address.getHost(), address.getPort()));
        Optional<String> user = file.flatMap(secrets -> secrets.get("proxy-user"));
        Optional<String> password = file.flatMap(secrets -> secrets.get("proxy-password"));
        if (user.isPresent() && password.isPresent()) {
            options.setCredentials(user.get(), password.get());
        }
        return options;
    }
}
