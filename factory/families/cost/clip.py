"""What CLIP's own way to pool costs."""

from factory.cost.interpreter import costs
from factory.cost.stacks import averaged
from factory.families import clip

costs(clip.PatchPool)(averaged)
