const SIZE = 16; // pixels
const INTERVAL = 500; // milliseconds

/** A stream that needs no device and costs next to nothing: sound, thirty times at once, would take a processor. */
export const picture = (): MediaStream => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const paint = canvas.getContext('2d');
  let hue = 0;
  const next = (): void => {
    if (!paint) return;
    hue += 60;
    paint.fillStyle = `hsl(${String(hue)} 80% 50%)`;
    paint.fillRect(0, 0, SIZE, SIZE);
  };
  next();
  setInterval(next, INTERVAL);
  return canvas.captureStream();
};
