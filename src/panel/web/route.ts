/** Where in the panel one is: every state that is worth a link has an address. */
export type Route =
  | { readonly page: "review"; readonly camera?: string | undefined; readonly alertsOnly: boolean }
  | { readonly page: "clip"; readonly id: string }
  | { readonly page: "cameras" }
  | { readonly page: "camera"; readonly slug: string }
  | { readonly page: "rules"; readonly slug: string }
  | { readonly page: "alerts" }
  | { readonly page: "system" };

/** Reads `#/clips/{id}` and its like. What is not known is the review page. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [page, name, below] = path.split("/").filter((part) => part !== "");
  if (page === "clips" && name !== undefined && /^[a-zA-Z0-9_]+$/.test(name))
    return { page: "clip", id: name };
  if (page === "cameras") {
    if (name === undefined || !/^[a-z0-9_]+$/.test(name)) return { page: "cameras" };
    return { page: below === "rules" ? "rules" : "camera", slug: name };
  }
  if (page === "alerts") return { page: "alerts" };
  if (page === "system") return { page: "system" };

  const asked = new URLSearchParams(query);
  const camera = asked.get("camera") ?? "";
  const alertsOnly = asked.get("alerts") === "true";
  return { page: "review", alertsOnly, ...(/^[a-z0-9_]+$/.test(camera) ? { camera } : {}) };
}

/** The address of a route, to be used in `href`. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case "clip":
      return `#/clips/${route.id}`;
    case "camera":
      return `#/cameras/${route.slug}`;
    case "rules":
      return `#/cameras/${route.slug}/rules`;
    case "cameras":
      return "#/cameras";
    case "alerts":
      return "#/alerts";
    case "system":
      return "#/system";
    case "review": {
      const asked = new URLSearchParams();
      if (route.camera !== undefined) asked.set("camera", route.camera);
      if (route.alertsOnly) asked.set("alerts", "true");
      return asked.size === 0 ? "#/review" : `#/review?${asked.toString()}`;
    }
  }
}
