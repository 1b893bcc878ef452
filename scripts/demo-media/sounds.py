"""Voices, bells, a tune, a beat and rain, and the files that they become."""

import pathlib
import subprocess
import tempfile
import wave

import numpy

RATE = 24_000


def say(text: str, voice="en-gb", speed=150, pitch=45) -> numpy.ndarray:
    """A sentence spoken by espeak-ng, at `RATE`."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "said.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", path, text], check=True)
        with wave.open(str(path)) as file:
            rate, data = file.getframerate(), file.readframes(file.getnframes())
    samples = numpy.frombuffer(data, "<i2").astype(float) / 32768
    count = round(len(samples) * RATE / rate)
    return numpy.interp(numpy.arange(count) * rate / RATE, numpy.arange(len(samples)), samples)


def speech(sentences, pause=0.45, before=0.3, **voice):
    """The sentences one after the other, and (start, end, text) of each in seconds."""
    parts, lines, now = [silence(before)], [], before
    for sentence in sentences:
        said = say(sentence, **voice)
        lines.append((now, now + len(said) / RATE, sentence))
        parts += [said, silence(pause)]
        now += len(said) / RATE + pause
    return numpy.concatenate(parts), lines


def silence(seconds: float) -> numpy.ndarray:
    return numpy.zeros(round(seconds * RATE))


def time(seconds: float) -> numpy.ndarray:
    return numpy.arange(round(seconds * RATE)) / RATE


def put(sound: numpy.ndarray, other: numpy.ndarray, at: float) -> None:
    start = round(at * RATE)
    length = min(len(other), len(sound) - start)
    sound[start : start + length] += other[:length]


def bell(pitch: float, seconds: float) -> numpy.ndarray:
    """One stroke: the partials of a church bell, the higher ones dying sooner."""
    t = time(seconds)
    partials = ((0.5, 0.5, 0.5), (1, 1, 1), (1.19, 0.6, 1.3), (1.5, 0.4, 1.7), (2, 0.7, 2), (2.66, 0.3, 3.2), (4.1, 0.2, 5))
    return sum(level * numpy.sin(2 * numpy.pi * pitch * ratio * t) * numpy.exp(-t * decay * 3 / seconds)
               for ratio, level, decay in partials) * numpy.minimum(1, t / 0.003)


def strokes(pitch: float, times, seconds: float) -> numpy.ndarray:
    sound = silence(seconds)
    for at in times:
        put(sound, bell(pitch, min(4.5, seconds)), at)
    return sound


def rain(seconds: float, seed: int) -> numpy.ndarray:
    """Drops on panes: short ringing clicks over a soft hiss that swells."""
    random = numpy.random.default_rng(seed)
    hiss = random.normal(0, 0.05, round(seconds * RATE))
    hiss = numpy.convolve(hiss, numpy.ones(4) / 4, "same") * (1 + 0.4 * numpy.sin(time(seconds) * 0.8))
    for _ in range(round(seconds * 70)):
        pitch, level = random.uniform(1800, 5200), random.exponential(0.12)
        t = time(0.02)
        put(hiss, level * numpy.sin(2 * numpy.pi * pitch * t) * numpy.exp(-t * 320), random.uniform(0, seconds - 0.03))
    return hiss


def beat(seconds: float, per_minute: float) -> numpy.ndarray:
    """A wooden metronome, the first of four a little higher."""
    sound = silence(seconds)
    t = time(0.06)
    for number, at in enumerate(numpy.arange(0.1, seconds - 0.1, 60 / per_minute)):
        pitch = 1480 if number % 4 == 0 else 1110
        put(sound, numpy.sin(2 * numpy.pi * pitch * t) * numpy.exp(-t * 90), at)
    return sound


def tune(notes, seconds_a_beat: float):
    """A melody of (semitones above A3, beats) on a reed organ, and when each note begins."""
    starts, now = [], 0.2
    for _, beats in notes:
        starts.append(now)
        now += beats * seconds_a_beat
    sound = silence(now + 0.6)
    for (step, beats), at in zip(notes, starts):
        t = time(beats * seconds_a_beat * 0.95)
        pitch = 220 * 2 ** (step / 12)
        note = sum(numpy.sin(2 * numpy.pi * pitch * n * t + n) / n**1.4 for n in range(1, 7))
        put(sound, note * numpy.minimum(1, numpy.minimum(t / 0.03, (t[-1] - t) / 0.06)), at)
    return sound, starts


def levelled(sound: numpy.ndarray, peak=0.8) -> bytes:
    return (sound / numpy.abs(sound).max() * peak * 32767).round().astype("<i2").tobytes()


def ffmpeg(*arguments, data=b"") -> None:
    """Without anything of the day, the machine or the number of its processors in what it writes."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-threads", "1", *arguments[:-1], "-map_metadata:s", "-1", "-fflags",
                    "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-threads", "1", arguments[-1]],
                   input=data, check=True)


def write(path: pathlib.Path, sound: numpy.ndarray, tags: dict[str, str], *codec: str) -> None:
    named = [part for name, value in tags.items() for part in ("-metadata", f"{name}={value}")]
    ffmpeg("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-", *named, *codec, path, data=levelled(sound))


def stamp(seconds: float, point=".") -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{point}{whole % 1000:03d}"


def srt(lines) -> str:
    return "\n".join(f"{number}\n{stamp(start, ',')} --> {stamp(end, ',')}\n{text}\n"
                     for number, (start, end, text) in enumerate(lines, 1))


def vtt(lines) -> str:
    cues = "\n".join(f"{stamp(start)} --> {stamp(end)}\n{text}\n" for start, end, text in lines)
    return f"WEBVTT\n\n{cues}"


def lrc(lines, title: str, artist: str) -> str:
    sung = "".join(f"[{int(start // 60):02d}:{start % 60:05.2f}]{text}\n" for start, _, text in lines)
    return f"[ti:{title}]\n[ar:{artist}]\n{sung}"
