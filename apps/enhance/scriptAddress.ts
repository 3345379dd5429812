type ScriptPolicy = { createScriptURL(url: string): string }
type PolicyFactory = {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptPolicy
}

let policy: ScriptPolicy | undefined

/** The strict content policy takes a worker's address only from a policy; ours lets scripts of this server through. */
export function scriptAddress(path: string): string {
  const own = (url: string) => {
    if (new URL(url, location.href).origin !== location.origin) throw new Error('a foreign script')
    return url
  }
  const factory: PolicyFactory | undefined = Reflect.get(window, 'trustedTypes')
  policy = policy ??
    factory?.createPolicy('dran-script', { createScriptURL: own }) ?? { createScriptURL: own }
  return policy.createScriptURL(path)
}
