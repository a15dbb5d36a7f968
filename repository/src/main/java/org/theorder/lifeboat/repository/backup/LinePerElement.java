package org.theorder.lifeboat.repository.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;

/** Puts every element of the document's arrays on a line of its own, and what is nested in it on the same line. */
final class LinePerElement extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
        lineIfOutermost(json);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
        super.writeArrayValueSeparator(json);
        lineIfOutermost(json);
    }

    private static void lineIfOutermost(JsonGenerator json) throws IOException {
        JsonStreamContext document = json.getOutputContext().getParent();
        if (document != null
                && document.getParent() != null
                && document.getParent().inRoot()) {
            json.writeRaw('\n');
        }
    }
}
