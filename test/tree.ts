import type { CDPSession, Page } from 'playwright-core'
import { faultsOf, type TreeNode } from './treeRules.ts'

/**
 * What is wrong for whoever has the page read out: faults of the accessibility tree that the browser makes of it, without
 * what is inside of frames. axe looks at elements one by one; this looks at what is said of all of them together.
 * `part`: only a part of the page is open to readers, as while a list is open, so nothing is asked of its frame.
 */
export async function treeFaults(page: Page, part?: string): Promise<string[]> {
  await page.waitForLoadState()
  return faultsOf(await readTree(page), { whole: part === undefined, address: page.url() })
}

/** Everything that readers get to hear, in its order, with the element that it comes from. */
export async function readTree(page: Page): Promise<TreeNode[]> {
  const session = await page.context().newCDPSession(page)
  try {
    const [elements, { nodes }] = await Promise.all([
      readElements(session),
      session.send('Accessibility.getFullAXTree'),
    ])
    const known = new Map(nodes.map((node) => [node.nodeId, node]))
    const found: TreeNode[] = []
    const visit = (id: string, above: TreeNode | undefined) => {
      const node = known.get(id)
      if (!node) return
      const role = String(node.role?.value ?? '')
      const element = elements.get(node.backendDOMNodeId ?? -1)
      let here = above
      // Whoever is passed over by readers may still have children who are not.
      if (!node.ignored && role !== 'InlineTextBox') {
        here = {
          role,
          name: String(node.name?.value ?? ''),
          states: Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value])),
          tag: element?.tag ?? '',
          attributes: element?.attributes ?? {},
          language: element?.language ?? above?.language ?? '',
          above,
        }
        found.push(here)
      }
      for (const child of node.childIds ?? []) visit(child, here)
    }
    for (const { nodeId, parentId } of nodes) if (parentId === undefined) visit(nodeId, undefined)
    return found
  } finally {
    await session.detach()
  }
}

type Element = Pick<TreeNode, 'tag' | 'attributes' | 'language'>

/** Tag, attributes and language of every element and piece of text. */
async function readElements(session: CDPSession): Promise<ReadonlyMap<number, Element>> {
  const { root } = await session.send('DOM.getDocument', { depth: -1 })
  const elements = new Map<number, Element>()
  const visit = (node: typeof root, above: string) => {
    const written = node.attributes ?? []
    const attributes = Object.fromEntries(
      written.flatMap((name, index) => (index % 2 === 0 ? [[name, written[index + 1] ?? '']] : [])),
    )
    const language = attributes.lang ?? above
    elements.set(node.backendNodeId, { tag: node.localName, attributes, language })
    for (const child of node.children ?? []) visit(child, language)
  }
  visit(root, '')
  return elements
}
