// Replaces the file of Swagger UI, which opens another site's document.
window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: "/v3/api-docs",
    dom_id: "#swagger-ui",
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis],
    // Without the bar that opens the documents of other sites
    layout: "BaseLayout",
    // Otherwise an image of another site reports whether the document is valid
    validatorUrl: null,
  });
};
