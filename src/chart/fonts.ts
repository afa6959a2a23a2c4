import { createRequire } from 'node:module';
import { GlobalFonts } from 'canvas';

/** The family that every chart names: shipped with the product, so that charts look the same on a machine without fonts. */
export const fontFamily = 'Leakcheck Sans';

/** Registers the shipped fonts with the canvas once for each process. Throws when a font file is missing. */
export function registerFonts(): void {
  if (GlobalFonts.has(fontFamily)) return;
  const require = createRequire(import.meta.url);
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) {
    const path = require.resolve(`dejavu-fonts-ttf/ttf/${file}`);
    if (!GlobalFonts.registerFromPath(path, fontFamily)) {
      throw new Error(`cannot read the font ${file} of dejavu-fonts-ttf: run npm ci`);
    }
  }
}
