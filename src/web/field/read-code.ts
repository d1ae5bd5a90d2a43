// Reads the code on a bag from a picture: by the browser where it can, else by a reader that is loaded only then.

export type Picture = HTMLVideoElement | ImageBitmap;
/** The text of the code in the picture; undefined when there is none to be seen. */
export type ReadCode = (picture: Picture) => Promise<string | undefined>;

interface Detector {
  detect(picture: Picture): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorKind {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Some browsers know the word and not the thing. */
function supported(Native: DetectorKind): Promise<readonly string[]> {
  return Native.getSupportedFormats().catch(() => []);
}

export async function openReader(): Promise<ReadCode> {
  const Native = (globalThis as { BarcodeDetector?: DetectorKind }).BarcodeDetector;
  if (Native !== undefined && (await supported(Native)).includes('qr_code')) {
    const detector = new Native({ formats: ['qr_code'] });
    return async picture => (await detector.detect(picture))[0]?.rawValue;
  }
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async picture => {
    const [width, height] = 'videoWidth' in picture ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
    if (pen === null || width === 0) return undefined;
    // A code that fills a third of the view is read at this size; more would only cost an old phone its battery.
    const scale = Math.min(1, 960 / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height), { timeLimit: 60 });
    } catch {
      // It throws where it finds no code.
      return undefined;
    }
  };
}
