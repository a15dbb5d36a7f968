/** A region in Azure Blob Storage. Start at {@link org.theorder.lifeboat.repository.storage.azure.AzureStore}. */
@NullMarked
package org.theorder.lifeboat.repository.storage.azure;

import org.jspecify.annotations.NullMarked;
