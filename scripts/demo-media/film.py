"""The film of a lighthouse's day: four shots, drawn frame by frame, with a voice."""

import pathlib
import tempfile

import numpy

import scenes
import sounds

SIZE, PER_SECOND = (480, 320), 10


def frame(shot: str, seconds: float):
    phase = seconds * 1.4
    if shot == "boat":
        return scenes.relief_boat(SIZE, phase)
    return scenes.lighthouse(shot, SIZE, seed=7, phase=phase, turn=0.35 + seconds * 0.7)


def write(path: pathlib.Path, shots: list[tuple[str, str, list[str]]], tags: dict[str, str]) -> None:
    """Each shot is as long as its sentences; chapters have the shots' names, and subtitles stand beside."""
    sound, lines, frames, chapters = [], [], [], []
    now = 0.0
    for shot, chapter, sentences in shots:
        said, spoken = sounds.speech(sentences, before=0.6, voice="en-gb-scotland", speed=150, pitch=38)
        length = numpy.ceil(len(said) / sounds.RATE * PER_SECOND + 4) / PER_SECOND
        part = sounds.silence(length)
        sounds.put(part, said, 0)
        sound.append(part)
        lines += [(now + start, now + end, text) for start, end, text in spoken]
        chapters.append((now, now + length, chapter))
        frames += [frame(shot, number / PER_SECOND).image().tobytes() for number in range(round(length * PER_SECOND))]
        now += length
    path.with_suffix(".en.srt").write_text(sounds.srt(lines), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        voice, about = pathlib.Path(folder) / "voice.raw", pathlib.Path(folder) / "about.txt"
        voice.write_bytes(sounds.levelled(numpy.concatenate(sound)))
        about.write_text(described(tags, chapters), "utf-8")
        sounds.ffmpeg(
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(PER_SECOND), "-i", "-",
            "-f", "s16le", "-ar", str(sounds.RATE), "-ac", "1", "-i", voice, "-i", about, "-map", "0:v", "-map", "1:a",
            "-map_metadata", "2", "-map_chapters", "2", "-c:v", "libx264", "-preset", "slow", "-crf", "29", "-pix_fmt", "yuv420p",
            "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart", path, data=b"".join(frames))


def described(tags, chapters) -> str:
    text = ";FFMETADATA1\n" + "".join(f"{name}={value}\n" for name, value in tags.items())
    for start, end, title in chapters:
        text += f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={round(start * 1000)}\nEND={round(end * 1000)}\ntitle={title}\n"
    return text
