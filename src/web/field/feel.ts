// What a gloved hand and an ear learn without looking: a short buzz and a high tone for "taken down", a long one and a low tone for "look".

let sound: AudioContext | undefined;

function tone(hertz: number, at: number, seconds: number): void {
  if (sound === undefined) return;
  const [source, volume] = [sound.createOscillator(), sound.createGain()];
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.15, sound.currentTime + at);
  // Down to nothing, or the loudspeaker clicks.
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + seconds);
  source.connect(volume).connect(sound.destination);
  source.start(sound.currentTime + at);
  source.stop(sound.currentTime + at + seconds);
}

/** Call it from a tap: browsers let a page sound only then. */
export function feel(what: 'taken' | 'look'): void {
  if ('vibrate' in navigator) navigator.vibrate(what === 'taken' ? 40 : [120, 80, 120]);
  try {
    sound ??= new AudioContext();
    void sound.resume();
    if (what === 'taken') tone(1320, 0, 0.12);
    else {
      tone(330, 0, 0.2);
      tone(330, 0.28, 0.25);
    }
  } catch {
    // No sound on this phone.
  }
}
