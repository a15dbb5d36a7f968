package org.theorder.lifeboat.repository.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.theorder.lifeboat.repository.storage.CredentialsFile;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.TrustedCertificates;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the client of a bucket. */
final class S3Clients {
    /** Backing off from 0.1 s, attempts at refused connections end after some seconds. */
    private static final int ATTEMPTS = 6;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 64;

    private S3Clients() {}

    static S3Client of(StorageLocation.S3 location, StorageAccess access) {
        Optional<CredentialsFile> file = access.credentials().map(CredentialsFile::new);
        return S3Client.builder()
                .httpClient(new SentWatch(http(access, file)))
                .region(Region.of(location.awsRegion()))
                .applyMutation(builder -> location.endpoint().ifPresent(builder::endpointOverride))
                .forcePathStyle(location.pathStyle())
                .disableS3ExpressSessionAuth(true)
                .credentialsProvider(credentials(file))
                // our own CRC-32C goes with every put as an ordinary header, which old endpoints ignore
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED)
                .overrideConfiguration(times(access))
                .build();
    }

    private static AwsCredentialsProvider credentials(Optional<CredentialsFile> file) {
        if (file.isEmpty() || file.get().get("access-key-id").isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        CredentialsFile secrets = file.get();
        return () -> explicit(secrets);
    }

    private static AwsCredentials explicit(CredentialsFile secrets) {
        String id = secrets.require("access-key-id");
        String secret = secrets.require("secret-access-key");
        return secrets.get("session-token")
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret));
    }

    private static ClientOverrideConfiguration times(StorageAccess access) {
        StandardRetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(5)))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelay(Duration.ofSeconds(1), Duration.ofSeconds(20)))
                .retryOnException(S3Clients::mayPass)
                .circuitBreakerEnabled(false)
                .build();
        return ClientOverrideConfiguration.builder()
                .retryStrategy(retries)
                .apiCallAttemptTimeout(access.requestTimeout())
                .apiCallTimeout(access.deadline())
                .build();
    }

    /** What the SDK takes for final, but is not: two conditional writes at a time, and bytes damaged on their way. */
    private static boolean mayPass(Throwable failure) {
        return failure instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && switch (String.valueOf(answer.awsErrorDetails().errorCode())) {
                    case "ConditionalRequestConflict", "BadDigest", "OperationAborted" -> true;
                    default -> false;
                };
    }

    private static SdkHttpClient http(StorageAccess access, Optional<CredentialsFile> file) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .connectionTimeout(access.requestTimeout().compareTo(CONNECT) < 0 ? access.requestTimeout() : CONNECT)
                .socketTimeout(access.requestTimeout())
                .connectionAcquisitionTimeout(access.requestTimeout())
                .maxConnections(CONNECTIONS);
        access.certificates()
                .map(TrustedCertificates::new)
                .ifPresent(trusted -> builder.tlsTrustManagersProvider(trusted::managers));
        access.proxy().ifPresent(proxy -> builder.proxyConfiguration(proxy(proxy, file)));
        return builder.build();
    }

    private static ProxyConfiguration proxy(URI address, Optional<CredentialsFile> file) {
        ProxyConfiguration.Builder builder = ProxyConfiguration.builder()
                .endpoint(address)
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false);
        file.flatMap(secrets -> secrets.get("proxy-user")).ifPresent(builder::username);
        file.flatMap(secrets -> secrets.get("proxy-password")).ifPresent(builder::password);
        return builder.build();
    }
}
