/** The source of the house: path from the root (with /) → text. */
export type House = ReadonlyMap<string, string>

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean }

/** What a layer may import of the others. ui and platform stand side by side. `db` holds the generated types. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  db: ['kernel'],
  platform: ['kernel', 'db'],
  ui: ['kernel', 'platform'],
  features: ['kernel', 'db', 'platform', 'ui'],
  apps: ['kernel', 'db', 'platform', 'ui', 'features'],
}

/** What a feature shows to other features. */
const PUBLIC = ['model', 'contract', 'actions']

/** The closed vocabulary of a feature and what each file may import of its own feature. */
const VOCABULARY: Readonly<Record<string, readonly string[]>> = {
  model: [],
  contract: ['model'],
  policy: ['model'],
  store: ['model'],
  actions: ['contract', 'model', 'policy', 'store'],
  routes: ['actions', 'contract', 'model', 'policy'],
  jobs: ['actions', 'model'],
  pages: ['actions', 'contract', 'model', 'policy'],
  screens: ['contract', 'model', 'policy'],
}

/** With JSX inside: written .tsx. */
const DRAWN = ['pages', 'screens']
const TEST = /\.test\.tsx?$/
const MESSAGES = /^messages\.[a-z]{2}(-[a-z]+)*\.json$/
const NAMELESS = /^(utils?|helpers?|manager|data|common|misc)$/i

/** Everything in which the house breaks its own rules, one line each; empty if it stands. */
export function brokenRules(house: House): string[] {
  const imports = [...house].flatMap(([path, text]) => importsOf(path, text))
  const own = imports.filter(({ from }) => !TEST.test(from) && !from.startsWith('test/'))
  return [
    ...own.flatMap(layerBroken),
    ...own.flatMap(privacyBroken),
    ...own.flatMap(orderInsideBroken),
    ...featureCycles(own),
    ...fileCycles(own.filter(({ typeOnly }) => !typeOnly)),
    ...[...house.keys()].flatMap(vocabularyBroken),
    ...[...house.keys()].flatMap(namelessness),
    ...[...house].flatMap(([path, text]) => clockBroken(path, text)),
  ]
}

/** Where time may be asked for: what hands it on, and what compares moments that the database itself has written. */
const CLOCKS = [
  'kernel/',
  'platform/time/',
  'platform/db/',
  'features/capacity/store/plan.ts',
  'features/capacity/store/release.ts',
]
const CLOCK =
  /\bTemporal\.Now\b|\b(?:clock_timestamp|statement_timestamp|transaction_timestamp)\(|\bcurrent_(?:timestamp|date|time)\b/i
/** In features and ui also what measures: `monotonic` of platform/time is the one place where that is read. */
const MEASURING = /\bperformance\s*\.\s*now\b/
/** `now()` is SQL's only where SQL stands; elsewhere it is somebody's clock. */
const SQL_NOW = /\bsql`[^`]*\bnow\(\)/

/** Time comes in: `tx.now`, or an argument. Lint forbids the global Date; this, the other ways to ask. */
function clockBroken(path: string, text: string): string[] {
  const product =
    /^(kernel|platform|features|ui|apps)\//.test(path) && /\.tsx?$/.test(path) && !TEST.test(path)
  if (!product || CLOCKS.some((allowed) => path.startsWith(allowed))) return []
  const measures = /^(features|ui)\//.test(path) && MEASURING.test(text)
  return CLOCK.test(text) || SQL_NOW.test(text) || measures ? [`${path}: asks for the time itself`] : []
}

function layerBroken({ from, to }: Import): string[] {
  const [lower = '', upper = ''] = [layerOf(from), layerOf(to)]
  const allowed = lower === upper || LAYERS[lower]?.includes(upper) === true
  return allowed ? [] : [`${from} imports ${to}: ${lower} knows nothing of ${upper}`]
}

function privacyBroken({ from, to }: Import): string[] {
  const [mine, theirs] = [featureOf(from), featureOf(to)]
  if (mine === undefined || theirs === undefined || mine.name === theirs.name) return []
  if (PUBLIC.includes(theirs.part)) return []
  return [`${from} imports ${to}: features see one another only through ${PUBLIC.join(', ')}`]
}

function orderInsideBroken({ from, to }: Import): string[] {
  const [mine, theirs] = [featureOf(from), featureOf(to)]
  if (mine === undefined || theirs === undefined) return []
  if (mine.name === theirs.name) {
    const allowed = mine.part === theirs.part || VOCABULARY[mine.part]?.includes(theirs.part) !== false
    return allowed || theirs.part === 'messages'
      ? []
      : [`${from} imports ${to}: ${mine.part} does not stand on ${theirs.part}`]
  }
  const pure = mine.part === 'model' || mine.part === 'policy'
  return pure && theirs.part !== 'model'
    ? [`${from} imports ${to}: a ${mine.part} stands on models only`]
    : []
}

function featureCycles(imports: readonly Import[]): string[] {
  const edges = imports.flatMap(({ from, to }): [string, string][] => {
    const [mine, theirs] = [featureOf(from), featureOf(to)]
    return mine && theirs && mine.name !== theirs.name ? [[mine.name, theirs.name]] : []
  })
  return cycles(edges).map((ring) => `features in a ring: ${ring.join(' → ')}`)
}

function fileCycles(imports: readonly Import[]): string[] {
  return cycles(imports.map(({ from, to }) => [from, to])).map(
    (ring) => `files in a ring: ${ring.join(' → ')}`,
  )
}

function vocabularyBroken(path: string): string[] {
  const [layer, feature, ...rest] = path.split('/')
  if (layer !== 'features' || feature === undefined || rest.length === 0 || TEST.test(path)) return []
  const [first = '', ...deeper] = rest
  const inFolder = deeper.length > 0
  const part = inFolder ? first : first.replace(/\.tsx?$/, '')
  const extension = path.slice(path.lastIndexOf('.'))
  const known =
    (!inFolder && MESSAGES.test(first)) ||
    (first === 'screens' && deeper.length === 1 && MESSAGES.test(deeper[0] ?? '')) ||
    (part in VOCABULARY &&
      (inFolder || part !== 'screens') &&
      (extension === '.ts' || extension === '.tsx') &&
      (extension === '.ts' || DRAWN.includes(part)) &&
      (inFolder || DRAWN.includes(part) === (extension === '.tsx')))
  return known ? [] : [`${path}: not in the vocabulary of a feature`]
}

function namelessness(path: string): string[] {
  const words = path.split('/').map((segment) => segment.replace(/\..*$/, ''))
  return words.some((word) => NAMELESS.test(word)) ? [`${path}: this name says nothing`] : []
}

/** Rings in a graph, at least one if there is any, beginning at its alphabetically first member. */
function cycles(edges: readonly (readonly [string, string])[]): string[][] {
  const next = new Map<string, Set<string>>()
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to))
  const done = new Set<string>()
  const found = new Map<string, string[]>()
  const visit = (node: string, path: readonly string[]): void => {
    const start = path.indexOf(node)
    if (start >= 0) {
      const ring = turned(path.slice(start))
      found.set(ring.join(), [...ring, ring[0] ?? ''])
      return
    }
    if (done.has(node)) return
    for (const to of next.get(node) ?? []) visit(to, [...path, node])
    done.add(node)
  }
  for (const node of [...next.keys()].sort()) visit(node, [])
  return [...found.values()]
}

function turned(ring: readonly string[]): string[] {
  const first = ring.indexOf([...ring].sort()[0] ?? '')
  return [...ring.slice(first), ...ring.slice(0, first)]
}

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w\s{},*$]+?\sfrom\s*)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g

/** The imports of a file that lead to files of the house. A lazy import() counts for layers, not for rings. */
export function importsOf(path: string, text: string): Import[] {
  if (!/\.tsx?$/.test(path)) return []
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found = [
    ...[...code.matchAll(STATEMENT)].map((match) => ({
      name: match[2] ?? '',
      typeOnly: match[1] !== undefined,
    })),
    ...[...code.matchAll(DYNAMIC)].map((match) => ({ name: match[1] ?? '', typeOnly: true })),
  ]
  return found.flatMap(({ name, typeOnly }) => {
    const to = resolve(path, name)
    return to === undefined ? [] : [{ from: path, to, typeOnly }]
  })
}

function resolve(from: string, name: string): string | undefined {
  if (name.startsWith('#')) return name.slice(1)
  if (!name.startsWith('.')) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const step of name.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.') parts.push(step)
  }
  return parts.join('/')
}

function layerOf(path: string): string {
  return path.split('/')[0] ?? ''
}

function featureOf(path: string): { readonly name: string; readonly part: string } | undefined {
  const [layer, name, first] = path.split('/')
  if (layer !== 'features' || name === undefined || first === undefined) return undefined
  return { name, part: first.replace(/\..*$/, '') }
}
