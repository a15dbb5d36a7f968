package org.theorder.lifeboat.edge.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.theorder.lifeboat.edge.problem.Problem;

/** Completes each service's OpenAPI when the service is built. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class EdgeOpenApi implements OASFilter {
    private static final String TOKEN = "token";
    private static final String PROBLEM = "Problem";
    private static final Set<String> OPEN = Set.of("/livez", "/readyz");

    @Override
    public void filterOpenAPI(OpenAPI openApi) {
        Components components = openApi.getComponents();
        if (components == null) {
            components = OASFactory.createComponents();
            openApi.setComponents(components);
        }
        describeValues(components);
        components.addSchema(PROBLEM, problem());
        components.addSecurityScheme(
                TOKEN,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("Reading needs the role viewer, everything else operator, except what the"
                                + " configuration opens to all (lifeboat.edge.public-paths)."));
        openApi.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        if (openApi.getPaths() != null && openApi.getPaths().getPathItems() != null) {
            openApi.getPaths().getPathItems().forEach(EdgeOpenApi::describePath);
        }
    }

    private static void describePath(String path, PathItem item) {
        for (Operation operation : item.getOperations().values()) {
            if (OPEN.contains(path)) {
                operation.setSecurity(List.of());
            } else if (operation.getResponses() != null) {
                operation
                        .getResponses()
                        .addAPIResponse(
                                "default",
                                OASFactory.createAPIResponse()
                                        .description("Any error, as an RFC 9457 problem")
                                        .content(OASFactory.createContent()
                                                .addMediaType(
                                                        Problem.MEDIA_TYPE,
                                                        OASFactory.createMediaType()
                                                                .schema(OASFactory.createSchema()
                                                                        .ref("#/components/schemas/" + PROBLEM)))));
            }
        }
    }

    /** Records that are one text on the wire, which the generator takes for objects. */
    private static void describeValues(Components components) {
        Map<String, Schema> schemas = components.getSchemas();
        if (schemas == null) {
            return;
        }
        Map<String, Schema> described = new LinkedHashMap<>(schemas);
        described.replaceAll(
                (name, schema) -> WireForm.of(name).map(WireForm::schema).orElse(schema));
        components.setSchemas(described);
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("An error as RFC 9457 describes it")
                .addProperty("type", text("stable name of the error", "urn:lifeboat:problem:not-found"))
                .addProperty("title", text("the type in words", "Not found"))
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("detail", text("what happened, to what, and what to do", "there is no cluster shop"))
                .addProperty("instance", text("the path that was asked for", "/clusters/shop"))
                .addProperty("field", text("the field of the request that is wrong", "place.port"))
                .addProperty(
                        "reference",
                        text("finds this error in the service's log", "6c7721de-c832-4d0f-9445-af74f20fdcb6"))
                .required(List.of("type", "title", "status", "detail", "instance"));
    }

    private static Schema text(String description, String example) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .description(description)
                .examples(List.of(example));
    }
}
