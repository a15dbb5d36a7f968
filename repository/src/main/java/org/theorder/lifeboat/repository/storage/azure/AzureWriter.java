package org.theorder.lifeboat.repository.storage.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.LockMode;
import org.theorder.lifeboat.repository.storage.PutResult;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;

/** Makes blobs, in one request or in blocks; never over one that is there. */
final class AzureWriter {
    /** Larger objects go up in blocks. */
    static final long BLOCK_BYTES = 64L << 20;

    private final StorageLocation.Azure location;
    private final StorageAccess access;
    private final BlobContainerClient container;
    private final AzureErrors errors;
    private final long blockBytes;

    AzureWriter(
            StorageLocation.Azure location,
            StorageAccess access,
            BlobContainerClient container,
            AzureErrors errors,
            long blockBytes) {
        this.location = location;
        this.access = access;
        this.container = container;
        this.errors = errors;
        this.blockBytes = blockBytes;
    }

    PutResult put(String key, Content content, @Nullable Instant lockUntil) {
        BlockBlobClient blob = container.getBlobClient(location.prefix() + key).getBlockBlobClient();
        try {
            if (content.length() <= blockBytes) {
                whole(blob, content, lockUntil);
            } else {
                inBlocks(blob, content, lockUntil);
            }
            return new PutResult.Created(null);
        } catch (BlobStorageException e) {
            boolean isThere = e.getStatusCode() == 412 || AzureErrors.code(e).equals("BlobAlreadyExists");
            if (isThere || AzureErrors.code(e).equals("BlobImmutableDueToPolicy")) {
                return new PutResult.Exists();
            }
            return new PutResult.Failed(errors.explained("writing " + key, e), e.getStatusCode() >= 500);
        } catch (RuntimeException e) {
            return new PutResult.Failed(errors.explained("writing " + key, e), !AzureErrors.neverSent(e));
        }
    }

    private void whole(BlockBlobClient blob, Content content, @Nullable Instant lockUntil) {
        BlockBlobSimpleUploadOptions options = new BlockBlobSimpleUploadOptions(data(content))
                .setContentMd5(md5(content))
                .setRequestConditions(onlyIfAbsent());
        if (lockUntil != null) {
            options.setImmutabilityPolicy(policy(lockUntil));
        }
        blob.uploadWithResponse(options, AzureErrors.deadline(access.deadline(), content.length()), Context.NONE);
    }

    private void inBlocks(BlockBlobClient blob, Content content, @Nullable Instant lockUntil) {
        String upload = UUID.randomUUID().toString();
        List<String> blocks = new ArrayList<>();
        for (long from = 0; from < content.length(); from += blockBytes) {
            Content block = content.slice(from, Math.min(blockBytes, content.length() - from));
            String name = Base64.getEncoder()
                    .encodeToString("%s-%06d".formatted(upload, blocks.size()).getBytes(StandardCharsets.US_ASCII));
            blob.stageBlockWithResponse(
                    new BlockBlobStageBlockOptions(name, data(block)).setContentMd5(md5(block)),
                    AzureErrors.deadline(access.deadline(), block.length()),
                    Context.NONE);
            blocks.add(name);
        }
        BlockBlobCommitBlockListOptions commit =
                new BlockBlobCommitBlockListOptions(blocks).setRequestConditions(onlyIfAbsent());
        if (lockUntil != null) {
            commit.setImmutabilityPolicy(policy(lockUntil));
        }
        blob.commitBlockListWithResponse(commit, access.deadline(), Context.NONE);
    }

    /** Until when nobody deletes it, as the region's URL says how. */
    BlobImmutabilityPolicy policy(Instant until) {
        LockMode mode = location.lock().orElseThrow(() -> new IllegalStateException("a lock where none can be"));
        return new BlobImmutabilityPolicy()
                .setExpiryTime(until.atOffset(ZoneOffset.UTC))
                .setPolicyMode(
                        switch (mode) {
                            case GOVERNANCE -> BlobImmutabilityPolicyMode.UNLOCKED;
                            case COMPLIANCE -> BlobImmutabilityPolicyMode.LOCKED;
                        });
    }

    private static BlobRequestConditions onlyIfAbsent() {
        return new BlobRequestConditions().setIfNoneMatch("*");
    }

    /** Not copied. */
    private static BinaryData data(Content content) {
        return content.length() == 0
                ? BinaryData.fromBytes(new byte[0])
                : BinaryData.fromListByteBuffer(content.buffers());
    }

    /** The store compares it with what arrived. */
    private static byte[] md5(Content content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            content.buffers().forEach(digest::update);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has MD5", e);
        }
    }
}
