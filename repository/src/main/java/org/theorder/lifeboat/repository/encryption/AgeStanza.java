package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.RecipientStanza;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One stanza of an age header.
 *
 * @param arguments printable ASCII without spaces, none of them empty
 * @param base64 the body: canonical, without padding
 */
record AgeStanza(String type, List<String> arguments, String base64) implements RecipientStanza {
    static final String X25519 = "X25519";
    static final int COLUMNS = 64;

    AgeStanza {
        arguments = List.copyOf(arguments);
    }

    static AgeStanza of(String type, List<String> arguments, byte[] body) {
        return new AgeStanza(
                type, arguments, Base64.getEncoder().withoutPadding().encodeToString(body));
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public List<String> getArguments() {
        return arguments;
    }

    @Override
    public byte[] getBody() {
        return Base64.getDecoder().decode(base64);
    }

    boolean isX25519() {
        return type.equals(X25519);
    }

    void write(ByteArrayOutputStream header) {
        StringBuilder text = new StringBuilder("-> ").append(type);
        arguments.forEach(argument -> text.append(' ').append(argument));
        text.append('\n');
        // a body ends with a line that is shorter than 64 columns, if need be an empty one
        for (int position = 0; position <= base64.length(); position += COLUMNS) {
            text.append(base64, position, Math.min(position + COLUMNS, base64.length()))
                    .append('\n');
        }
        header.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
