"""The gateway: sessions over WebSocket.

https://discord.com/developers/docs/events/gateway
"""
