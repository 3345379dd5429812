import { parseAst } from 'vite'

/** Attributes whose value a person reads or hears. */
const READ = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'description',
  'errorMessage',
  'heading',
  'label',
  'placeholder',
  'summary',
  'title',
])

type Node = { readonly type: string; readonly [key: string]: unknown }

/** Texts for people that stand in the code of a file with JSX instead of in messages.*.json. */
export function textsInCode(code: string): string[] {
  const found: string[] = []
  visit(parseAst(code, { lang: 'tsx' }), found)
  return found
}

function visit(node: unknown, found: string[]): void {
  if (Array.isArray(node)) for (const each of node) visit(each, found)
  if (!isNode(node)) return
  if (node.type === 'JSXText') note(node.value, found)
  if (node.type === 'JSXElement' || node.type === 'JSXFragment')
    for (const child of nodesOf(node.children))
      if (child.type === 'JSXExpressionContainer') noteWritten(child.expression, found)
  if (node.type === 'JSXAttribute' && isNode(node.name) && READ.has(attributeOf(node.name))) {
    const value = node.value
    noteWritten(isNode(value) && value.type === 'JSXExpressionContainer' ? value.expression : value, found)
  }
  for (const part of Object.values(node)) visit(part, found)
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : [])

const attributeOf = (name: Node): string => (typeof name.name === 'string' ? name.name : '')

/** What is written out in an expression, also where it is one of two or falls in for another. */
function noteWritten(node: unknown, found: string[]): void {
  if (!isNode(node)) return
  if (node.type === 'Literal') note(node.value, found)
  if (node.type === 'TemplateLiteral')
    for (const part of nodesOf(node.quasis)) {
      const { value } = part
      note(typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : '', found)
    }
  if (node.type === 'ConditionalExpression')
    for (const way of [node.consequent, node.alternate]) noteWritten(way, found)
  if (node.type === 'LogicalExpression' || node.type === 'BinaryExpression')
    for (const side of [node.left, node.right])
      if (node.operator === '+' || node.type === 'LogicalExpression') noteWritten(side, found)
}

function note(text: unknown, found: string[]): void {
  if (typeof text === 'string' && /\p{L}/u.test(text)) found.push(text.trim())
}
