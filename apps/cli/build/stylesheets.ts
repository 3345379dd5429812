import { existsSync, globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bundleAsync, Features } from 'lightningcss'
import { fitKern, kernClasses } from './kern.ts'
import { type Files, writeAsset } from './output.ts'
import { TARGETS } from './targets.ts'

const KERN = 'node_modules/@kern-ux/native/dist/kern.css'
const STYLESHEETS = ['citizen.css', 'console.css', 'kiosk.css', 'display.css']

/** Sources that may name a class of KERN. Pages live in features, frames in ui, screens and error pages in apps. */
const MARKUP = ['ui/**/*.{ts,tsx}', 'features/**/*.{ts,tsx}', 'apps/**/*.{ts,tsx}', 'platform/**/*.{ts,tsx}']

/** Every file that a style sheet depends on, from the root. */
export function stylesheetInputs(root: string): string[] {
  const found = globSync([...MARKUP, 'ui/css/*.{css,svg}', 'ui/fonts/*.woff2'], { cwd: root })
  return [...found.filter((path) => !path.includes('.test.')), KERN]
}

/** Builds the style sheets with their fonts. Also gives the bytes of each, to be measured. */
export async function buildStylesheets(
  root: string,
): Promise<{ files: Files; contents: ReadonlyMap<string, Uint8Array> }> {
  const kern = await fittedKern(root)
  const files: Record<string, string> = {}
  const contents = new Map<string, Uint8Array>()
  for (const name of STYLESHEETS) {
    if (!existsSync(join(root, 'ui/css', name))) continue
    const { css, fonts } = await buildStylesheet(root, name, kern)
    Object.assign(files, fonts, { [name]: await writeAsset(root, name, css) })
    contents.set(name, css)
  }
  return { files, contents }
}

async function fittedKern(root: string): Promise<string> {
  const inputs = stylesheetInputs(root).filter((path) => path !== KERN && /\.(tsx?|css)$/.test(path))
  const texts = await Promise.all(inputs.map((path) => readFile(join(root, path), 'utf8')))
  const classes = new Set(texts.flatMap(kernClasses))
  return fitKern(await readFile(join(root, KERN), 'utf8'), classes, texts.join('\n'))
}

async function buildStylesheet(
  root: string,
  name: string,
  kern: string,
): Promise<{ css: Uint8Array; fonts: Files }> {
  const result = await bundleAsync({
    filename: join(root, 'ui/css', name),
    minify: true,
    targets: TARGETS,
    // The long forms (padding-inline-start) are known to all of them; lowered, each rule would come four times.
    exclude: Features.LogicalProperties,
    analyzeDependencies: true,
    resolver: {
      resolve: (specifier, from) => (specifier === 'kern' ? 'kern' : join(from, '..', specifier)),
      read: (path) => (path === 'kern' ? kern : readFile(path, 'utf8')),
    },
  })
  let css = result.code.toString()
  const fonts: Record<string, string> = {}
  for (const dependency of result.dependencies ?? []) {
    if (dependency.type !== 'url') continue
    const { url, placeholder } = dependency
    if (url.startsWith('data:')) {
      css = css.replaceAll(placeholder, url)
      continue
    }
    // Relative to ui/css, where all our style sheets lie; everything else is a file of a package.
    const path = url.startsWith('.') ? join(root, 'ui/css', url) : join(root, 'node_modules', url)
    const logical = basename(path)
    fonts[logical] ??= await writeAsset(root, logical, await readFile(path))
    css = css.replaceAll(placeholder, fonts[logical] ?? '')
  }
  return { css: Buffer.from(css), fonts }
}
