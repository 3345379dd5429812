/** Something that readers get to hear: a node of the browser's accessibility tree, with its element. */
export type TreeNode = {
  /** As Chromium names it, e.g. `heading`, `StaticText`. */
  readonly role: string
  readonly name: string
  /** E.g. level, pressed, expanded, live, as Chromium names them. */
  readonly states: Readonly<Record<string, unknown>>
  /** Empty for pieces of text. */
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  /** The language that is written around it. */
  readonly language: string
  /** What it stands in. */
  readonly above: TreeNode | undefined
}

/** `whole`: the page is open as a whole; `address`: where it stands. */
type Looking = { readonly whole: boolean; readonly address: string }
type Rule = (nodes: readonly TreeNode[], looking: Looking) => readonly string[]

const CONTROLS = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'combobox',
  'listbox',
  'checkbox',
  'radio',
  'switch',
  'slider',
  'spinbutton',
  'tab',
  'menuitem',
  'Date',
  'DateTime',
  'InputTime',
  'DisclosureTriangle',
])
const DIALOGS = new Set(['dialog', 'alertdialog'])
const TABLES = new Set(['table', 'grid', 'treegrid'])
const LANDMARKS = new Set([
  'banner',
  'main',
  'contentinfo',
  'navigation',
  'search',
  'complementary',
  'region',
  'form',
])
const NAMED = new Set([
  ...CONTROLS,
  ...DIALOGS,
  ...TABLES,
  'heading',
  'option',
  'image',
  'img',
  'radiogroup',
  'columnheader',
  'rowheader',
  'meter',
  'progressbar',
])
/** What tells things of one name apart, because its own name is said with theirs. */
const GROUPS = new Set([
  ...DIALOGS,
  ...TABLES,
  ...LANDMARKS,
  'group',
  'radiogroup',
  'row',
  'listbox',
  'combobox',
  'article',
  // Day, month and year of a field are fields of their own to readers.
  'Date',
  'DateTime',
  'InputTime',
])

/** What is wrong for whoever has the page read out; each line names the fault and what has it. */
export function faultsOf(nodes: readonly TreeNode[], looking: Looking): string[] {
  return RULES.flatMap((rule) => rule(nodes, looking))
}

const RULES: readonly Rule[] = [landmarks, headings, names, sameNames, liveRegions, languages, tables, states]

const ONCE = ['banner', 'main', 'contentinfo']

/** One main part, one head and one foot at most; of several parts of a kind each has a name of its own. */
function landmarks(nodes: readonly TreeNode[], { whole }: Looking): string[] {
  const found = nodes.filter(({ role }) => LANDMARKS.has(role))
  const mains = found.filter(({ role }) => role === 'main').length
  const several = found.filter(({ role }) => !ONCE.includes(role))
  const wrong = whole && mains !== 1 && !isDialogOpen(nodes) ? [`landmarks: ${mains} main parts`] : []
  for (const role of ONCE.filter((each) => each !== 'main'))
    if (found.filter((each) => each.role === role).length > 1) wrong.push(`landmarks: more than one ${role}`)
  const twice = repeated(several, ({ role, name }) => `${role} ${name}`)
  return [...wrong, ...twice.map((node) => `landmarks: two of one name, ${described(node)}`)]
}

/** One heading of level 1, and below a heading none that leaves a level out. */
function headings(nodes: readonly TreeNode[], { whole }: Looking): string[] {
  const found = nodes.filter(({ role }) => role === 'heading')
  const levels = found.map(({ states }) => Number(states.level))
  const firsts = levels.filter((level) => level === 1).length
  const isDialog = isDialogOpen(nodes)
  const wrong = whole && !isDialog && firsts !== 1 ? [`headings: ${firsts} of level 1`] : []
  const gaps = found.filter((_, index) => {
    const before = levels[index - 1] ?? (whole && !isDialog ? 1 : 2)
    return (levels[index] ?? 1) > before + 1
  })
  return [...wrong, ...gaps.map((node) => `headings: a level is left out before ${described(node)}`)]
}

/** Whatever can be used, and whatever orders the page, is called something, in words. */
function names(nodes: readonly TreeNode[]): string[] {
  const wanted = nodes.filter(({ role }) => NAMED.has(role))
  // A key of the texts, or what a program writes where a word is missing.
  const isWords = (name: string) =>
    name.trim() !== '' && !/^[a-z]\w*(\.\w+)+$|\bundefined\b|\bnull\b|\bNaN\b|\[object /.test(name)
  return wanted.filter(({ name }) => !isWords(name)).map((node) => `names: no name, ${described(node)}`)
}

/** Read out of its place, as from the list of all links, a name stands for one thing. */
function sameNames(nodes: readonly TreeNode[]): string[] {
  const found = nodes.filter(({ role }) => CONTROLS.has(role) || role === 'option')
  const place = (node: TreeNode) =>
    ancestors(node)
      .filter(({ role, name }) => GROUPS.has(role) && name !== '')
      .map(({ name }) => name)
      .join(' < ')
  const key = (node: TreeNode) => [node.role, node.name, place(node)].join(' | ')
  const isLink = ({ role }: TreeNode) => role === 'link'
  // Two links of a name that lead to the same page are one thing.
  const links = uniqueBy(found.filter(isLink), (node) => `${key(node)} ${node.attributes.href}`)
  const others = repeated([...found.filter((node) => !isLink(node)), ...links], key)
  return others.map((node) => `same names: ${described(node)}`)
}

/** What is said by itself is said once, and alarms interrupt, news does not. */
function liveRegions(nodes: readonly TreeNode[]): string[] {
  const found = nodes.filter((node) => manner(node) !== undefined)
  const inside = found.filter((node) => ancestors(node).some((each) => manner(each) !== undefined))
  const wrong = found.filter(({ role, states }) =>
    role === 'alert' ? states.live !== 'assertive' : role === 'status' && states.live !== 'polite',
  )
  return [
    ...inside.map((node) => `live regions: said twice, because it stands in another, ${described(node)}`),
    ...wrong.map((node) => `live regions: not in the manner of its role, ${described(node)}`),
  ]
}

/** How an element says its changes by itself; undefined if it does not. */
function manner({ role, attributes }: TreeNode): string | undefined {
  const own = attributes['aria-live']
  if (own !== undefined) return own === 'off' ? undefined : own
  return role === 'alert' ? 'assertive' : role === 'status' || role === 'log' ? 'polite' : undefined
}

const WORDS: Readonly<Record<string, RegExp>> = {
  de: /\b(?:der|das|und|ist|nicht|sie|ein|eine|mit|für|auf|wird|sind|oder|ihr|ihre|zu|bei|dem|den)\b/gi,
  en: /\b(?:the|and|is|not|you|your|with|for|are|or|of|to|this|will|has|on|at)\b/gi,
}
const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  English: 'en',
  Deutsch: 'de',
  'Leichte Sprache': 'de',
}

/** Every text says in which language it is, or it is read out in the wrong one. */
function languages(nodes: readonly TreeNode[]): string[] {
  const spoken = nodes.filter(({ role, attributes }) => role === 'StaticText' || attributes['aria-label'])
  const wrong = spoken.filter(({ name, language }) => {
    const tag = language.split('-')[0] ?? ''
    const named = LANGUAGE_NAMES[name.trim()]
    if (named !== undefined && named !== tag) return true
    const hits = (of: string) => name.match(WORDS[of] ?? /$^/g)?.length ?? 0
    const others = Object.keys(WORDS).filter((other) => other !== tag)
    return hits(tag) === 0 && others.some((other) => hits(other) > 1)
  })
  return wrong.map((node) => `languages: not ${node.language || 'said'}, ${described(node)}`)
}

/** A table says what its columns or rows are. */
function tables(nodes: readonly TreeNode[]): string[] {
  const headed = new Set(
    nodes.filter(({ role }) => role === 'columnheader' || role === 'rowheader').flatMap(ancestors),
  )
  return nodes
    .filter((node) => TABLES.has(node.role) && !headed.has(node))
    .map((node) => `tables: no headers, ${described(node)}`)
}

const STATES = [
  'aria-pressed',
  'aria-expanded',
  'aria-current',
  'aria-selected',
  'aria-checked',
  'aria-haspopup',
]

/** What is drawn as chosen or opens something says so. */
function states(nodes: readonly TreeNode[], { address }: Looking): string[] {
  const silent = nodes.filter(
    ({ role, attributes }) =>
      (CONTROLS.has(role) || role === 'option') && !STATES.some((state) => attributes[state] !== undefined),
  )
  const looksChosen = ({ attributes }: TreeNode) =>
    /(?:^|\s)\S*--(?:active|chosen|current|selected|pressed|on|open)(?:\s|$)/.test(attributes.class ?? '')
  const leadsHere = (node: TreeNode) =>
    node.role === 'link' &&
    ancestors(node).some(({ role }) => role === 'navigation') &&
    URL.parse(node.attributes.href ?? '', address)?.href === address
  const fault = (node: TreeNode) => {
    if (looksChosen(node)) return 'looks chosen and does not say so'
    if (node.role === 'button' && node.attributes['aria-controls']) return 'does not say whether it is open'
    return leadsHere(node) ? 'leads here and does not say so' : undefined
  }
  return silent.flatMap((node) => {
    const what = fault(node)
    return what ? [`states: ${what}, ${described(node)}`] : []
  })
}

function ancestors({ above }: TreeNode): TreeNode[] {
  return above ? [above, ...ancestors(above)] : []
}

function isDialogOpen(nodes: readonly TreeNode[]): boolean {
  return nodes.some(({ role }) => DIALOGS.has(role))
}

function uniqueBy(nodes: readonly TreeNode[], key: (node: TreeNode) => string): TreeNode[] {
  return [...new Map(nodes.map((node) => [key(node), node])).values()]
}

/** One of each that comes more than once. */
function repeated(nodes: readonly TreeNode[], key: (node: TreeNode) => string): TreeNode[] {
  const groups = Map.groupBy(nodes, key)
  return [...groups.values()].flatMap(([first, second]) => (first && second ? [first] : []))
}

function described({ role, name, tag, attributes }: TreeNode): string {
  const { class: className, href } = attributes
  const where = [tag, className && `.${className.split(' ')[0]}`, href && ` to ${href}`]
    .filter(Boolean)
    .join('')
  return `${role} "${name.slice(0, 80)}"${where && ` (${where})`}`
}
