/**
 * A section of the settings as it counts in Restricted Mode: files of strangers make nobody ask the network, even where the
 * user allows it elsewhere. VS Code leaves out what the workspace says; this is about what the user's own settings say.
 */
export function withoutNetwork(section: { readonly online?: object } | null): unknown {
  return section && { ...section, online: { ...section.online, enable: false } };
}
